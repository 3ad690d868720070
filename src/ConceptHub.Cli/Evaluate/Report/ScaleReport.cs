using System.Text;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Writes <c>scale.md</c> and its chart.</summary>
internal static class ScaleReport
{
    private const string Chart = "scale.svg";

    public static void Write(string path, ScoreTable table, EvaluationSettings settings)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var lines = table.Counts.SelectMany(table.ArmsAt).DistinctBy(a => a.Name)
            .Select(arm => new ChartLine(arm.Title, [.. table.Counts.Select(n => ((double)n, table.Of(arm, n).IdentityRetention))])).ToList();
        File.WriteAllText(Path.Combine(folder, Chart), LineChart.Svg("Identity retained", "generated concepts in one merge", 1.2, lines));
        var text = new StringBuilder($"""
            # Thirty and more concepts in one merge

            Generated people and things (`GeneratedConcepts`), {settings.TrainingSteps} steps each, all merged at strength 1; every member is asked for with {settings.PicturesPerConcept} prompts. Numbers are given pool after pool, so concepts of one pool never share a block and those of different pools do. A verifier of its own knows all of them. From `concepthub evaluate scale`.

            ![Identity retained by number of concepts]({Chart})


            """);
        text.Append(Head("", "concepts", "identity", "retention", "taken for another", "crosstalk", "drift", "merge, ms")).Append('\n');
        foreach (var count in table.Counts)
            foreach (var s in table.ArmsAt(count).Select(arm => table.Of(arm, count)))
                text.Append(Row(s.Arm.Title, $"{count}", With(s.Identity), With(s.IdentityRetention), With(s.Confusion), With(s.Crosstalk), Plain(s.Drift, "0.0000"), Plain(s.MergeMilliseconds, "0.0"))).Append('\n');
        File.WriteAllText(path, text.ToString());
    }
}
