using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>A LoRA made quieter on what it is not about.</summary>
/// <param name="Projected">How many of its layers were projected; the others are as they were.</param>
public sealed record NicheLora(OrdinaryLora Lora, int Projected);

/// <summary>
/// Niche projection (SCIENCE.md 2.5): for each attention layer the change that does on the concept's inputs what the LoRA does and as
/// little as possible on foreign ones, in closed form: A' = A Cx (Cx + λ Cf + ε I)⁻¹ with Cx, Cf the inputs' second moments.
/// Rank, up matrices and scale stay; nothing is trained.
/// </summary>
public static class NicheProjection
{
    /// <summary>λ: how much silence elsewhere weighs against the concept.</summary>
    public const double ForeignWeight = 0.1;

    /// <summary>ε, as a share of the mean of Cx + λ Cf's diagonal: directions that no input takes are left out.</summary>
    private const double Ridge = 1e-4;

    private const string MetadataKey = "concepthub.niche";

    /// <param name="foreign">What the concept is not. Not disposed here.</param>
    /// <returns>The model is as before.</returns>
    public static NicheLora Of(StableDiffusionModel model, LoraTeacher teacher, ForeignExamples foreign)
    {
        var concept = teacher.Concept;
        var attention = model.Plan.Layers.Select(AdaptableWeights.PathOf).ToHashSet(StringComparer.Ordinal);
        var paths = concept.Part.Lora.Modules.Select(m => m.Path).Where(attention.Contains).ToHashSet(StringComparer.Ordinal);
        using var own = LayerInputs.Record(model, paths, teacher.Learned, [concept.Part], teacher.ForLora, sentence => sentence.Replace("*", concept.ClassWord, StringComparison.Ordinal));
        using var others = LayerInputs.Record(model, paths, new NoisySamples([.. foreign.Captions.Select(c => c.Caption)], foreign.Latents), [], caption => caption, null);
        model.Merge.Clear();
        var metadata = new Dictionary<string, string>(concept.Part.Lora.Metadata)
        {
            [MetadataKey] = FormattableString.Invariant($"{paths.Count} layers projected for '{concept.LoraPhrase}', foreign weight {ForeignWeight}"),
        };
        var modules = concept.Part.Lora.Modules.Select(m => paths.Contains(m.Path) ? m with { Down = Projected(m, own, others) } : m);
        return new NicheLora(new OrdinaryLora { Modules = [.. modules], Metadata = metadata }, paths.Count);
    }

    /// <summary>A Cx (Cx + λ Cf + ε I)⁻¹ for A [rank, inputs] and moments [inputs, inputs]; float64, in the caller's scope.</summary>
    internal static Tensor Projected(Tensor a, Tensor own, Tensor foreign)
    {
        using var scope = NewDisposeScope();
        var both = own + foreign * tensor(ForeignWeight, ScalarType.Float64);
        var ridge = both.diagonal().mean() * tensor(Ridge, ScalarType.Float64);
        both = both + eye(both.shape[0], dtype: ScalarType.Float64) * ridge;
        return linalg.solve(both, own.mm(a.t())).t().MoveToOuterDisposeScope();   // all moments are symmetric
    }

    private static float[] Projected(LoraModule module, LayerInputs own, LayerInputs others)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var a = tensor(module.Down, [module.Rank, module.Down.Length / module.Rank]).to(ScalarType.Float64);
        return Projected(a, own.Moments(module.Path), others.Moments(module.Path)).to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
