using ConceptHub.BlockLora;

namespace ConceptHub.Engine.Tests;

public sealed class NicheJobTests
{
    [Fact]
    public async Task Projection_tells_its_phases_and_stores_a_lora_with_both_pictures()
    {
        await using var bench = new Bench();
        bench.Device.BeforeStep = phase => bench.UntilTold<JobEvent.Progress>(phase, it => it.Phase is not JobPhase.Preparing);

        var happened = await bench.RunAsync(bench.Niche());

        var made = Assert.IsType<JobEvent.NicheMade>(happened[^1]);
        Assert.Equal((0.9, 1, 1), (made.Judgement.Kept, made.Projected, made.Layers));
        Assert.Equal(Bench.Lora.Modules[0].Down, LoraFile.Read(new MemoryStream(bench.Blobs[made.Blob]), bench.Device.Model.Fit.Targets).Modules[0].Down);
        Assert.Equal([NicheSamples.AsItCame, NicheSamples.Projected], happened.OfType<JobEvent.Sample>().Select(sample => sample.Step));
        Assert.Equal([JobPhase.Drawing, JobPhase.Projecting, JobPhase.Measuring], happened.OfType<JobEvent.Progress>().Select(it => it.Phase).Where(it => it is not JobPhase.Preparing and not JobPhase.Saving).Distinct());
    }

    [Fact]
    public async Task Lora_of_another_model_is_refused_by_name()
    {
        await using var bench = new Bench();
        using var file = new MemoryStream();
        LoraFile.Write(file, new OrdinaryLora { Modules = [new LoraModule("unet.elsewhere.to_q", 1, [2, 2], [1, 1], [1, 1], 1)] });

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Niche() with { Lora = new RequestedLora(bench.Blobs.Put(file.ToArray()), null, "") }))[^1]);

        Assert.Equal(FailureCode.BadAdapter, failed.Code);
        Assert.Contains("lora_unet_elsewhere_to_q", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lora_that_is_gone_is_told()
    {
        await using var bench = new Bench();

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Niche() with { Lora = new RequestedLora(new string('0', 64), null, "") }))[^1]);

        Assert.Equal((FailureCode.MissingFile, "The LoRA's file is gone. Bring it again."), (failed.Code, failed.Sentence));
    }

    [Fact]
    public async Task Cancelled_projection_stores_nothing()
    {
        using var reached = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => { reached.Release(); Thread.Sleep(200); } });
        var request = bench.Niche();

        await bench.SubmitAsync(request);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await bench.CancelAsync(request.Ticket);

        var happened = await bench.ToTheEndAsync();
        Assert.IsType<JobEvent.Cancelled>(happened[^1]);
        Assert.Empty(happened.OfType<JobEvent.Sample>());
    }

    [Fact]
    public async Task Distillation_learns_from_the_lora_and_says_what_is_kept()
    {
        await using var bench = new Bench();

        var happened = await bench.RunAsync(bench.Training(steps: 5) with { Pictures = [], Lora = bench.Niche().Lora });

        var made = Assert.IsType<JobEvent.AdapterMade>(happened[^1]);
        Assert.Equal((35, 0.6), (made.ConceptNumber, made.Judgement?.Kept));
        Assert.Equal("sks", bench.Device.LastLora?.Words);
        Assert.Equal(JobPhase.Drawing, happened.OfType<JobEvent.Progress>().First().Phase);
    }
}
