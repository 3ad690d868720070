using System.Globalization;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>What the text encoder makes of ids: every key but <c>ids</c> names one of its results.</summary>
internal static class TextEncoderCases
{
    private const string ClipSkip = "clip_skip_";

    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("text_encoder");
        foreach (var result in given.EnumerateObject().Where(result => result.Name != "ids"))
            yield return new VerificationCase("text_encoder", $"text_encoder.{result.Name}", comparison =>
                comparison.Matches(result.Value.GetString()!, Result(folder, result.Name, folder.Tensor(given.Text("ids")))));
    }

    private static Tensor Result(FixtureFolder folder, string name, Tensor ids) => name switch
    {
        "last_hidden_state" => folder.TextEncoder.Encode(ids).Hidden,
        "pooler_output" => folder.TextEncoder.Encode(ids).Pooled,
        "hidden_penultimate" => folder.TextEncoder.HiddenStates(ids)[^2],
        _ when name.StartsWith(ClipSkip, StringComparison.Ordinal) && int.TryParse(name[ClipSkip.Length..], CultureInfo.InvariantCulture, out var skipped) =>
            folder.TextEncoder.Encode(ids, skippedLayers: skipped).Hidden,
        _ => throw new InvalidModelException("this result of a text encoder is not known"),
    };
}
