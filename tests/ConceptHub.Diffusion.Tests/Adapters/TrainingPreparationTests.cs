using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class TrainingPreparationTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly ForeignExamples _foreign;

    public TrainingPreparationTests() => _foreign = ForeignExamples.For(_tiny.Model);

    [Fact]
    public void What_lies_beside_a_model_is_what_a_training_would_work_out()
    {
        var measured = _tiny.Model.WhiteningFor(_foreign);
        Write(_tiny.Folder, pools: 2);
        using var prepared = StableDiffusionModel.Load(_tiny.Folder);

        var written = prepared.WhiteningFor(_foreign);

        foreach (var number in new[] { 0, 7, 16, 31, 40 }) // the last is of a pool that is not in the file
            Assert.Equal(Floats(_tiny.Model.TriggersFor(_foreign).Of(number)), Floats(prepared.TriggersFor(_foreign).Of(number)));
        for (var layer = 0; layer < prepared.Plan.Layers.Count; layer++)
            Assert.All(Floats(measured[layer]!).Zip(Floats(written[layer]!)), pair => Assert.Equal(pair.First, pair.Second, 0.01 + Math.Abs(pair.First) / 1000));
    }

    [Fact]
    public void Layers_that_are_fed_the_same_share_one_matrix_in_the_file()
    {
        Write(_tiny.Folder, pools: 1);

        var names = Read(_tiny.Folder).Tensors.Keys.Where(name => name.StartsWith("whitening.", StringComparison.Ordinal)).ToList();

        var attentions = _tiny.Model.Plan.Layers.Count(layer => layer.Name.EndsWith("attn1.to_q", StringComparison.Ordinal));
        Assert.InRange(names.Count, attentions, _tiny.Model.Plan.Layers.Count - 2 * attentions);
        Assert.Contains("triggers.0", Read(_tiny.Folder).Tensors.Keys);
    }

    [Fact]
    public void A_file_for_other_weights_is_passed_over()
    {
        Write(_tiny.Folder, pools: 1);
        var file = Read(_tiny.Folder);
        var texts = new Dictionary<string, string>(file.Metadata) { ["base_model_hash"] = "of others" };
        using (var stream = File.Create(PathIn(_tiny.Folder)))
            SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloats("triggers.0", SafetensorsType.F32, [16, 32], new float[16 * 32])], texts);
        using var model = StableDiffusionModel.Load(_tiny.Folder);

        Assert.NotEqual(0, model.TriggersFor(_foreign).Of(0).norm().item<float>());
    }

    [Fact]
    public void A_damaged_file_says_what_to_do()
    {
        File.WriteAllText(PathIn(_tiny.Folder), "nothing of the kind");
        using var model = StableDiffusionModel.Load(_tiny.Folder);

        var refusal = Assert.Throws<InvalidModelException>(() => model.TriggersFor(_foreign));

        Assert.Contains("training.safetensors", refusal.Message);
        Assert.Contains("models prepare", refusal.Message);
    }

    public void Dispose()
    {
        _foreign.Dispose();
        _tiny.Dispose();
    }

    private void Write(string folder, int pools)
    {
        using var stream = File.Create(PathIn(folder));
        TrainingPreparation.Write(stream, _tiny.Model, pools, progress: null, TestContext.Current.CancellationToken);
    }

    private static SafetensorsFile Read(string folder)
    {
        using var stream = File.OpenRead(PathIn(folder));
        return SafetensorsFile.Read(stream);
    }

    private static string PathIn(string folder) => Path.Combine(folder, TrainingPreparation.FileName);

    private static float[] Floats(Tensor values) => values.cpu().contiguous().data<float>().ToArray();
}
