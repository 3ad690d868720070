using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>
/// Runs every case of a fixture folder through the classes that draw and train, so that "the same numbers as diffusers" is measured and
/// not claimed.
/// </summary>
public static class FixtureVerification
{
    private static readonly Dictionary<string, Func<FixtureFolder, IEnumerable<VerificationCase>>> Kinds = new()
    {
        ["tokenizer"] = TokenizerCases.In,
        ["text_encoder"] = TextEncoderCases.In,
        ["unet"] = UNetCases.In,
        ["vae"] = AutoencoderCases.In,
        ["scheduler"] = SchedulerCases.In,
        ["pipeline"] = PipelineCases.In,
        ["lora"] = LoraCases.In,
        ["training"] = TrainingCases.In,
    };

    private const int ListedAtMost = 20;

    private static readonly string[] NoCases = ["format", "set", "versions", "tensors"];

    // Outputs of single modules, for finding the first place that differs, and prompts on which the reference's own versions disagree.
    private static readonly string[] ForInformation = [".dbg.", "tok.quirk_ids"];

    /// <summary>All cases in the order of the file. A kind that is not known becomes a case that fails by name.</summary>
    public static IReadOnlyList<VerificationCase> CasesOf(FixtureFolder folder) =>
        [.. folder.Cases.EnumerateObject().Where(kind => !NoCases.Contains(kind.Name)).SelectMany(kind => CasesOf(folder, kind.Name))];

    /// <summary>Runs all cases; one more fails when there are expected tensors that none of them compared.</summary>
    /// <exception cref="OperationCanceledException">Between two cases.</exception>
    public static IReadOnlyList<CaseResult> Run(FixtureFolder folder, IProgress<CaseResult>? progress, CancellationToken cancellation)
    {
        var results = new List<CaseResult>();
        var compared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in CasesOf(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            var comparison = new Comparison(folder);
            results.Add(Run(one, comparison));
            compared.UnionWith(comparison.Compared);
            progress?.Report(results[^1]);
        }

        var left = folder.Expected.Where(name => !compared.Contains(name) && !ForInformation.Any(name.Contains)).ToList();
        if (left.Count > 0) results.Add(CaseResult.Failed("unchecked", $"{left.Count} expected tensors were not compared: {string.Join(", ", left.Take(ListedAtMost))}"));
        return results;
    }

    /// <summary>Runs one case. Whatever goes wrong in it is its result.</summary>
    public static CaseResult Run(FixtureFolder folder, VerificationCase one) => Run(one, new Comparison(folder));

    private static CaseResult Run(VerificationCase one, Comparison comparison)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        try
        {
            one.Check(comparison);
            return comparison.Result(one.Name);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return CaseResult.Failed(one.Name, fault.Message);
        }
    }

    private static IEnumerable<VerificationCase> CasesOf(FixtureFolder folder, string kind)
    {
        if (!Kinds.TryGetValue(kind, out var read)) return [Failing(kind, "this kind of case is not known")];
        try
        {
            return [.. read(folder)];
        }
        catch (Exception fault) when (fault is InvalidModelException or InvalidOperationException or FormatException)
        {
            return [Failing(kind, $"the cases cannot be read: {fault.Message}")];
        }
    }

    private static VerificationCase Failing(string kind, string problem) => new(kind, kind, comparison => comparison.Fail(problem));
}
