namespace ConceptHub.Diffusion.Adapters;

/// <summary>What a layer takes for the samples of one part of a pass, where their recipes differ. Owns nothing.</summary>
/// <param name="Stack">Rows that are others for all samples, equal shares of them, or null.</param>
/// <param name="Rows">Rows that are others for some samples.</param>
internal readonly record struct ApartWeights(StackedRows? Stack, IReadOnlyList<SampleRows> Rows)
{
    public static ApartWeights None { get; } = new(null, []);
}
