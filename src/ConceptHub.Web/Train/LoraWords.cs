using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Train;

/// <summary>How brought LoRAs, and what is kept of them, are said to people.</summary>
internal static class LoraWords
{
    /// <summary>The lines of a LoRA's card.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(BroughtLora lora)
    {
        var facts = lora.Facts;
        if (facts.Title is { } title) yield return (TrainTexts.Title, title);
        yield return (TrainTexts.WrittenBy, Grammar(facts.Grammar));
        yield return (TrainTexts.Rank, facts.LowestRank == facts.HighestRank ? $"{facts.HighestRank}" : TrainTexts.RankRange.With(facts.LowestRank, facts.HighestRank));
        yield return (TrainTexts.Layers, Layers(facts));
        if (facts.IsScaleAssumed) yield return (TrainTexts.Strength, TrainTexts.StrengthAssumed);
        yield return (TrainTexts.CalledBy, facts.Phrase ?? TrainTexts.CalledByUnknown);
        yield return (TrainTexts.Size, Sizes.Of(lora.Bytes));
    }

    /// <summary>"93 %", "99.8 %", "0.13 %", "under 0.01 %"; only all is "100 %".</summary>
    public static string Share(double share) => share switch
    {
        <= 0 => "0 %",
        < 0.0001 => TrainTexts.UnderLeast.With("0.01 %"),
        < 0.0995 => (100 * share).ToString("0.## '%'", CultureInfo.InvariantCulture),
        >= 0.995 and < 1 => Math.Min(99.9, 100 * share).ToString("0.0 '%'", CultureInfo.InvariantCulture),
        _ => (100 * share).ToString("0 '%'", CultureInfo.InvariantCulture),
    };

    /// <summary>"12 pictures, 400 steps", "Distilled from a LoRA (93 % kept), 400 steps".</summary>
    public static string Of(TrainingSummary training) => training.Likeness is { } likeness
        ? TrainTexts.DistilledFrom.With(Share(likeness.Kept), training.Steps)
        : TrainTexts.TrainedOn.With(training.Pictures, training.Steps);

    /// <summary>The same, with how long it took and where the loss ended.</summary>
    public static string Took(JobSummary job, TrainingSummary training) => training.FinalLoss is { } loss
        ? TrainTexts.TookWithLoss.With(Of(training), JobWords.Took(job), loss.ToString("0.000", CultureInfo.InvariantCulture))
        : TrainTexts.Took.With(Of(training), JobWords.Took(job));

    private static string Grammar(LoraGrammar grammar) => grammar switch
    {
        LoraGrammar.Kohya => TrainTexts.GrammarKohya,
        LoraGrammar.DiffusersFirst => TrainTexts.GrammarDiffusersFirst,
        LoraGrammar.DiffusersSecond => TrainTexts.GrammarDiffusersSecond,
        _ => TrainTexts.GrammarOther,
    };

    private static string Layers(LoraFacts facts) => facts switch
    {
        { TextLayers: > 0, Convolutions: > 0 } => TrainTexts.LayersWithBoth.With(facts.Layers, facts.TextLayers, facts.Convolutions),
        { TextLayers: > 0 } => TrainTexts.LayersWithText.With(facts.Layers, facts.TextLayers),
        { Convolutions: > 0 } => TrainTexts.LayersWithConvolutions.With(facts.Layers, facts.Convolutions),
        _ => $"{facts.Layers}",
    };
}
