using System.Text;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Writes <c>conflicts.md</c>.</summary>
internal static class ConflictReport
{
    private const int Bins = 8;

    public static void Write(string path, IReadOnlyList<IReadOnlyList<MemberConflict>> merges, IReadOnlyList<ConflictCalibration> scores)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var members = merges.SelectMany(m => m).ToList();
        var text = new StringBuilder($"""
            # Predicting disturbance from adapters alone

            {merges.Count} random merges of two to eight of the fifteen concepts ({members.Count} members), each in a training by chance: blocks with erasure in one pool, from different pools, or blocks without erasure. *Crosstalk* is what the others' key and value layers say on a concept's own words, relative to itself; *energy* is the overlap of changes in shared blocks. Both take milliseconds. What was lost is the verifier's probability of the right concept, alone minus merged. From `concepthub evaluate conflicts`.


            """);
        text.Append(Head("score", "rank correlation over merges", "over members", $"begins to lose {ConflictCalibration.AmberLoss}", $"{ConflictCalibration.RedLoss}")).Append('\n');
        foreach (var score in scores) text.Append(Row(score.Score, Plain(score.MergeCorrelation), Plain(score.MemberCorrelation), Plain(score.Amber), Plain(score.Red))).Append('\n');
        text.Append("\nThe composer's badges begin where `ConflictLevels` (BlockLora/Recipes) says.\n\n## Members, ordered by predicted crosstalk\n\n");
        text.Append(Head("predicted crosstalk", "members", "identity lost, mean")).Append('\n');
        foreach (var bin in members.OrderBy(m => m.Crosstalk).Chunk((members.Count + Bins - 1) / Bins))
            text.Append(Row($"{Plain(bin[0].Crosstalk)} to {Plain(bin[^1].Crosstalk)}", $"{bin.Length}", Plain(bin.Average(m => m.Lost)))).Append('\n');
        File.WriteAllText(path, text.ToString());
    }
}
