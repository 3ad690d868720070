using System.Globalization;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One score, a line of <c>scores.csv</c>.</summary>
/// <param name="Set">Name of the set of concepts merged.</param>
/// <param name="Concept">Trigger word; empty for what belongs to the whole merge.</param>
/// <param name="Prompts">Group of prompts; empty for all or none.</param>
internal sealed record ScoreRow(string Arm, int Count, string Set, string Concept, string Kind, int TrainingSeed, string Prompts, string Metric, double Value)
{
    public const string Header = "arm,n,set,concept,kind,train_seed,prompts,metric,value";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Arm},{Count},{Set},{Concept},{Kind},{TrainingSeed},{Prompts},{Metric},{Value:G7}");

    public static ScoreRow Parse(string line)
    {
        var cells = line.Split(',');
        return new ScoreRow(cells[0], Int(cells[1]), cells[2], cells[3], cells[4], Int(cells[5]), cells[6], cells[7], double.Parse(cells[8], CultureInfo.InvariantCulture));
    }

    public static void Write(string path, IEnumerable<ScoreRow> rows) => File.WriteAllLines(path, rows.Select(r => r.ToString()).Prepend(Header));

    public static IReadOnlyList<ScoreRow> Read(string path) => [.. File.ReadLines(path).Skip(1).Select(Parse)];

    private static int Int(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
}

/// <summary>Names of what is scored.</summary>
internal static class Metrics
{
    /// <summary>Likeness to the training pictures in what pictures show beyond their sentences, cosine.</summary>
    public const string ImageAlignment = "image_alignment";

    /// <summary>Likeness to the prompt without the concept, cosine.</summary>
    public const string TextAlignment = "text_alignment";

    /// <summary>Share of pictures in which the verifier sees the right concept, at one false alarm in a hundred of the base's pictures.</summary>
    public const string Identity = "identity";

    /// <summary>The verifier's mean probability of the right concept.</summary>
    public const string IdentityProbability = "identity_probability";

    /// <summary>Share of pictures in which it sees another of the concepts.</summary>
    public const string Confusion = "confusion";

    /// <summary>How far others shift the predicted noise, relative to the concept itself.</summary>
    public const string Crosstalk = "crosstalk";

    /// <summary>How much of the base's error on pictures of the concept that no training saw its adapter takes away, alone: 1 − |with|² / |without|².</summary>
    public const string Learnt = "learnt";

    /// <summary>How far the merge shifts the predicted noise of prompts that are about nothing of it.</summary>
    public const string Drift = "drift";

    /// <summary>What rules that need to know what layers are fed take once, before any merge.</summary>
    public const string RecordingMilliseconds = "recording_ms";

    public const string MergeMilliseconds = "merge_ms";
    public const string UnmergeMilliseconds = "unmerge_ms";
    public const string UnmergeExact = "unmerge_exact";

    /// <summary>Numbers in one adapter.</summary>
    public const string Parameters = "parameters";

    /// <summary>log p from which on a picture counts as the concept.</summary>
    public const string Threshold = "identity_threshold";
}
