using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Train;

/// <summary>How brought LoRAs, and what is kept of them, are said to people.</summary>
internal static class LoraWords
{
    /// <summary>The lines of a LoRA's card.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(BroughtLora lora)
    {
        var facts = lora.Facts;
        if (facts.Title is { } title) yield return ("Title", title);
        yield return ("Written by", Grammar(facts.Grammar));
        yield return ("Rank", facts.LowestRank == facts.HighestRank ? $"{facts.HighestRank}" : $"{facts.LowestRank} to {facts.HighestRank}");
        yield return ("Layers", Layers(facts));
        if (facts.IsScaleAssumed) yield return ("Strength", "taken as alpha = rank, since PEFT keeps alpha in a file beside this one");
        yield return ("Called by", facts.Phrase ?? "the file does not say");
        yield return ("Size", Sizes.Of(lora.Bytes));
    }

    /// <summary>"93 %", "99.8 %", "0.13 %", "under 0.01 %"; only all is "100 %".</summary>
    public static string Share(double share) => share switch
    {
        <= 0 => "0 %",
        < 0.0001 => "under 0.01 %",
        < 0.0995 => (100 * share).ToString("0.## '%'", CultureInfo.InvariantCulture),
        >= 0.995 and < 1 => Math.Min(99.9, 100 * share).ToString("0.0 '%'", CultureInfo.InvariantCulture),
        _ => (100 * share).ToString("0 '%'", CultureInfo.InvariantCulture),
    };

    /// <summary>"12 pictures, 400 steps", "Distilled from a LoRA (93 % kept), 400 steps".</summary>
    public static string Of(TrainingSummary training) => training.Likeness is { } likeness
        ? $"Distilled from a LoRA ({Share(likeness.Kept)} kept), {training.Steps} steps"
        : $"{training.Pictures} pictures, {training.Steps} steps";

    private static string Grammar(LoraGrammar grammar) => grammar switch
    {
        LoraGrammar.Kohya => "kohya's scripts, or a tool that writes like them",
        LoraGrammar.DiffusersFirst => "diffusers, first generation",
        LoraGrammar.DiffusersSecond => "diffusers, second generation",
        _ => "PEFT or diffusers",
    };

    private static string Layers(LoraFacts facts)
    {
        string[] more =
        [
            .. facts.TextLayers > 0 ? [$"{facts.TextLayers} of the text encoder"] : Array.Empty<string>(),
            .. facts.Convolutions > 0 ? [$"{facts.Convolutions} convolutions"] : Array.Empty<string>(),
        ];
        return more.Length == 0 ? $"{facts.Layers}" : $"{facts.Layers}, with {string.Join(" and ", more)}";
    }
}
