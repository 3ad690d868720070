using System.Runtime.InteropServices;

namespace ConceptHub.Engine.Tests;

public sealed class FailureTests
{
    public static TheoryData<string> BadPrompts => ["", "   ", new string('a', 601)];

    [Theory]
    [MemberData(nameof(BadPrompts))]
    public async Task Empty_and_overlong_prompts_fail_with_a_sentence(string prompt)
    {
        await using var bench = new Bench();

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture(prompt)))[^1]);

        Assert.Equal(FailureCode.BadPrompt, failed.Code);
    }

    [Fact]
    public async Task Deleted_concept_is_named()
    {
        await using var bench = new Bench();
        var recipe = new[] { new RecipeAdapter(Guid.NewGuid(), "Alice", new string('b', 64), 1) };

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture() with { Recipe = recipe }))[^1]);

        Assert.Equal(FailureCode.MissingFile, failed.Code);
        Assert.Contains("Alice", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_adapter_is_named_with_its_reason()
    {
        await using var bench = new Bench();
        var recipe = new[] { new RecipeAdapter(Guid.NewGuid(), "Alice", bench.Blobs.Put([1, 2, 3]), 1) };

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture() with { Recipe = recipe }))[^1]);

        Assert.Equal(FailureCode.BadAdapter, failed.Code);
        Assert.Contains("Alice", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_disk_is_told_as_such()
    {
        await using var bench = new Bench();
        bench.Blobs.Fault = new IOException("No space left on device", 28); // ENOSPC

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture(steps: 2)))[^1]);

        Assert.Equal(FailureCode.DiskFull, failed.Code);
    }

    [Fact]
    public async Task Other_base_model_is_refused()
    {
        await using var bench = new Bench();

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture() with { BaseModelHash = new string('f', 64) }))[^1]);

        Assert.Equal(FailureCode.WrongModel, failed.Code);
    }

    [Fact]
    public async Task Device_fault_ends_the_job_and_not_the_worker()
    {
        await using var bench = new Bench(new FakeDevice { Fault = new InvalidOperationException("lost") });

        var first = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Picture()))[^1]);
        var second = Assert.IsType<JobEvent.AdapterMade>((await bench.RunAsync(bench.Training()))[^1]);

        Assert.Equal(FailureCode.DeviceFault, first.Code);
        Assert.Contains("lost", first.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("lost", first.Sentence, StringComparison.Ordinal);
        Assert.Equal(35, second.ConceptNumber);
    }

    [Fact]
    public void Out_of_memory_in_libtorch_words_is_understood()
    {
        var failed = FailureCode.From(default, new ExternalException("CUDA out of memory. Tried to allocate 2 GiB"));

        Assert.Equal(FailureCode.OutOfMemory, failed.Code);
    }

    [Fact]
    public async Task Model_that_cannot_be_opened_fails_every_job()
    {
        using var thread = new DeviceThread(() => throw new InvalidOperationException("unet/config.json is missing."));
        thread.Start();

        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.RunAsync(_ => 0));
    }
}
