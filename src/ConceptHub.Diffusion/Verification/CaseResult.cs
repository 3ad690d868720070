namespace ConceptHub.Diffusion.Verification;

/// <summary>What became of one case.</summary>
/// <param name="Name">Dotted and stable, for example <c>unet.b_batch2</c>.</param>
/// <param name="Difference">Largest absolute difference of the tensor nearest to its tolerance, or farthest beyond it.</param>
/// <param name="Tolerance">Of that tensor, as the folder says.</param>
/// <param name="Problem">Why the case failed otherwise: a shape, a file, a kind that is not known; null when only numbers count.</param>
public sealed record CaseResult(string Name, double Difference, double Tolerance, string? Problem)
{
    public bool Passed => Problem is null && Difference <= Tolerance;

    public static CaseResult Failed(string name, string problem) => new(name, double.NaN, 0, problem);
}
