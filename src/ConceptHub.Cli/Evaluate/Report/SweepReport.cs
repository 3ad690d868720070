using System.Text;
using ConceptHub.Diffusion.Evaluation;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Writes <c>sweep.md</c>: a table for each setting.</summary>
internal static class SweepReport
{
    public static void Write(string path, ScoreTable table, IReadOnlyList<SweepPoint> points, EvaluationSettings settings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var floor = table.Mean(MergeScoring.Floor, 1, Metrics.ImageAlignment).Mean;
        var text = new StringBuilder($"""
            # What each setting does

            Five development concepts, none of them among the fifteen that are judged; {settings.TrainingSteps} steps each, all five merged, {settings.PicturesPerConcept} pictures a concept. The setting in bold is the one in use. *Likeness* is the cosine to the training pictures (the base model asked for the class word: {Plain(floor)}); the verifier of identity has no say in choices. *Learnt*: share of the base model's error on pictures that no training saw which is gone, alone. From `concepthub evaluate sweep`.


            """);
        foreach (var setting in points.GroupBy(p => p.Setting))
        {
            text.Append($"## {char.ToUpperInvariant(setting.Key[0])}{setting.Key[1..]}\n\n");
            text.Append(Head("", "learnt", "likeness alone", "likeness merged", "retention", "text", "crosstalk", "drift")).Append('\n');
            foreach (var point in setting) text.Append(Line(table, point)).Append('\n');
            text.Append('\n');
        }

        File.WriteAllText(path, text.ToString());
    }

    private static string Line(ScoreTable table, SweepPoint point)
    {
        var scores = table.Of(point.Arm, table.Counts[^1]);
        var alone = Bootstrap.Mean([.. table.Alone(point.Arm, Metrics.ImageAlignment).Values]);
        var learnt = Bootstrap.Mean([.. table.Alone(point.Arm, Metrics.Learnt).Values]);
        return Row(point.IsOwn ? $"**{point.Value}**" : point.Value, With(learnt), With(alone), With(scores.ImageAlignment), With(scores.ImageRetention), With(scores.TextAlignment), With(scores.Crosstalk, "0.000"), Plain(scores.Drift, "0.00000"));
    }
}
