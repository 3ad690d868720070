using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Tests.Importing;

/// <summary>LoRAs brought into a random model.</summary>
public sealed class LoraImportTests : IDisposable
{
    private const int Number = 5;
    private readonly TinyModel _tiny = new(isPrepared: true);
    private readonly string _before;
    private readonly ForeignExamples _foreign, _learned, _judged;

    public LoraImportTests()
    {
        _before = Hash();
        _foreign = ForeignExamples.For(_tiny.Model);
        (_learned, _judged) = (_foreign.Learned(), _foreign.Judged());
    }

    [Fact]
    public void Niche_keeps_most_of_the_concept_and_is_quieter_elsewhere()
    {
        using var teacher = new LoraTeacher(_tiny.Model, Concept(), TestContext.Current.CancellationToken);

        var niche = NicheLora.Of(_tiny.Model, teacher, _learned, TestContext.Current.CancellationToken);
        var found = ImportJudgement.Of(_tiny.Model, teacher, teacher.Concept.Part with { Lora = niche.Lora }, _judged, TestContext.Current.CancellationToken);

        Assert.True(found.Drift < 0.8 * found.LoraDrift, $"{found}");
        Assert.True(found.Kept > 0.9, $"{found}");
        Assert.Equal(_tiny.Model.Plan.Layers.Count, niche.Projected);
        var (before, after) = (teacher.Concept.Part.Lora.Modules[^1], niche.Lora.Modules[^1]);
        Assert.Equal(("unet.conv_in", before.Down), (after.Path, after.Down));   // no attention layer: as it came
        Assert.Equal(_before, Hash());
    }

    [Fact]
    public void Distilled_concept_says_more_and_more_of_what_the_lora_says()
    {
        using var teacher = new LoraTeacher(_tiny.Model, Concept(), TestContext.Current.CancellationToken);

        var (first, last) = (Judged(1), Judged(120));

        Assert.True(last.Kept > first.Kept + 0.2, $"after one step {first}, at the end {last}");
        Assert.Equal(_before, Hash());

        ImportJudgement Judged(int steps)
        {
            var adapter = new ConceptTrainer(_tiny.Model).Distil(Settings(steps), teacher, null, null, TestContext.Current.CancellationToken);
            Assert.Empty(AdapterCheck.Problems(adapter, _tiny.Model.Plan, _tiny.Model.Codebook));
            return ImportJudgement.Of(_tiny.Model, teacher, new RecipePart(Guid.Empty, adapter, 1), _judged, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Lora_against_itself_is_kept_whole()
    {
        using var teacher = new LoraTeacher(_tiny.Model, Concept(), TestContext.Current.CancellationToken);

        var found = ImportJudgement.Of(_tiny.Model, teacher, teacher.Concept.Part, _judged, TestContext.Current.CancellationToken);

        Assert.Equal((1, found.LoraDrift), (found.Kept, found.Drift));
    }

    public void Dispose()
    {
        foreach (var examples in new[] { _learned, _judged, _foreign }) examples.Dispose();
        _tiny.Dispose();
    }

    private static ConceptTrainingSettings Settings(int steps) => new()
    {
        TriggerWord = "mira",
        ClassWord = "person",
        Kind = ConceptKind.Person,
        ConceptNumber = Number,
        Steps = steps,
        Batch = 4,
        SampleEvery = 0,
        LearningRate = 3e-3,
        EraseWeight = 0.01,   // a random model cannot tell concept from others by its pictures; silence would win
    };

    // A concept of the same blocks, exported as an ordinary LoRA, and a convolution that no block could hold.
    private LoraConcept Concept()
    {
        var model = _tiny.Model;
        var adapter = RandomAdapters.For(model, Number, "mira");
        using var file = new MemoryStream();
        LoraExport.Write(file, model.Plan, [new ExportedConcept(adapter, 1.5f, "mira", "")], new LoraExportOptions { Format = LoraFormat.Kohya });
        file.Position = 0;
        var lora = LoraFile.Read(file, model.AdaptableWeights.Targets);
        var shape = model.AdaptableWeights.ByPath["unet.conv_in"].shape;
        var convolution = new LoraModule("unet.conv_in", 1, shape, [.. Enumerable.Repeat(1e-3f, 4 * 9)], [.. Enumerable.Repeat(1e-3f, 32)], 1);
        var part = new LoraPart(new Guid(1, 0, 0, new byte[8]), lora with { Modules = [.. lora.Modules, convolution] }, 1) { Embedding = new LearnedWord("mira", adapter.TokenEmbedding) };
        return new LoraConcept { Part = part, TriggerWord = "mira", ClassWord = "person", Kind = ConceptKind.Person };
    }

    private string Hash() => ModuleWeights.Hash(("unet.", _tiny.Model.UNet), ("text_encoder.", _tiny.Model.TextEncoder));
}
