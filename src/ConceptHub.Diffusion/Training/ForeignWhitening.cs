using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Coordinates in which everything foreign looks alike: for each adaptable layer (C / mean + ε I)^-1/2, where C is the second moment
/// of what the base feeds the layer on foreign prompts. A change learnt in them leans by itself to the directions that foreign inputs
/// hardly use, which is where a concept can be silent for others: the niche of SCIENCE.md 2.4, as a preconditioner.
/// </summary>
public sealed class ForeignWhitening : IDisposable
{
    private const float Floor = 1e-3f;           // ε: directions used less than this are not stretched further
    private const int LargestInputs = 1536;      // beyond, the eigenvectors take minutes
    private const int Passes = 60, Together = 16;
    private const double Empty = 0.1, Mismatched = 0.1, OthersTrigger = 0.25;
    private readonly Tensor?[] _matrices;        // by layer of the plan

    /// <param name="matrices">For each layer; layers may share one. Owned from now on.</param>
    internal ForeignWhitening(Tensor?[] matrices) => _matrices = matrices;

    /// <summary>[inputs, inputs], symmetric, on the model's device; null where the layer is too wide. Owned by this.</summary>
    public Tensor? this[int layer] => _matrices[layer];

    /// <summary>Watches the base at work on foreign samples; seconds for the embedded model. Nothing may be merged.</summary>
    internal static ForeignWhitening Of(StableDiffusionModel model, ForeignExamples foreign, ReservedTriggers triggers)
    {
        using var off = no_grad();
        model.Merge.Clear();
        using var moments = InputMoments.Of(model, () => Watch(model, foreign, triggers), text: null, LargestInputs);
        return new ForeignWhitening([.. model.Plan.Layers.Select((layer, i) => moments.Has(i) ? Inverse(moments[i], layer.Inputs).to(model.Device).DetachFromDisposeScope() : null)]);
    }

    public void Dispose()
    {
        foreach (var matrix in _matrices) matrix?.Dispose();   // again for a shared one, which does nothing
    }

    private static Tensor Inverse(Tensor moment, int inputs)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(moment * (inputs / moment.trace()));
        return (vectors * (values.clamp_min(0) + Floor).rsqrt()).mm(vectors.transpose(0, 1)).MoveToOuterDisposeScope();
    }

    private static void Watch(StableDiffusionModel model, ForeignExamples foreign, ReservedTriggers triggers)
    {
        var random = new Random(3);
        using var generator = new Generator(3);
        var tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]> { [ForeignPrompts.Another] = [model.TextEncoder.Config.VocabularySize] });
        for (var pass = 0; pass < Passes; pass++)
        {
            using var scope = NewDisposeScope();
            var chosen = Enumerable.Range(0, Together).Select(_ => random.Next(foreign.Captions.Count)).ToList();
            var ids = chosen.SelectMany(i => tokenizer.Encode(Caption(foreign, i, random), model.MaximumTokens)).ToArray();
            var context = model.TextEncoder.forward(tensor(ids, [Together, model.MaximumTokens], device: model.Device), triggers.Start(random.Next(model.Codebook.Capacity)));
            using var index = tensor(chosen.Select(i => (long)i).ToArray(), device: model.Device);
            var latents = foreign.Latents.index_select(0, index);
            var timesteps = randint(0, model.Noise.Timesteps, [Together], dtype: ScalarType.Int64, generator: generator).to(model.Device);
            model.UNet.forward(model.Noise.AddNoise(latents, randn(latents.shape, generator: generator).to(model.Device), timesteps), timesteps, context);
        }
    }

    // Besides its own caption a picture gets none, another's, or one with a trigger word: that is what neighbours in a merge look like.
    private static string Caption(ForeignExamples foreign, int example, Random random)
    {
        var own = foreign.Captions[example];
        var kind = random.NextDouble();
        if (kind < Empty) return "";
        if (kind < Empty + Mismatched) return foreign.Captions[random.Next(foreign.Captions.Count)].Caption;
        return kind < Empty + Mismatched + OthersTrigger ? own.WithWord(ForeignPrompts.Another) : own.Caption;
    }
}
