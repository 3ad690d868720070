using System.Globalization;
using System.Text;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Evaluation;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Writes <c>docs/evaluation/README.md</c> with its charts and <c>scores.csv</c>, all from the scores.</summary>
internal sealed class MergeReport(ScoreTable table, EvaluationSettings settings, IReadOnlyList<Measure> judges, string modelHash)
{
    private const string Csv = "scores.csv", RetentionChart = "retention.svg", CrosstalkChart = "crosstalk.svg";
    public const string Grid = "grid.png";
    private static readonly (string File, string What)[] Others =
    [
        ("findings.md", "What follows from it, and from the concepts that are shipped"), ("shipped/README.md", "The concepts that are shipped beside methods that merge LoRAs, at three to fifteen, with all prompts and seeds"),
        ("parts/README.md", "The parts of the method, and controls"), ("pairs.md", "Two concepts in one picture"), ("shipped/pairs.md", "The same of the concepts that are shipped"),
        ("sweep.md", "What each setting does, on five other concepts"), ("scale.md", "Thirty and more concepts in one merge"),
        ("conflicts.md", "Predicting disturbance from adapters alone"),
    ];

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        ScoreRow.Write(Path.Combine(folder, Csv), table.Rows);
        File.WriteAllText(Path.Combine(folder, RetentionChart), Chart("Identity retained in a merge", 1.2, (arm, n) => table.Of(arm, n).IdentityRetention));
        File.WriteAllText(Path.Combine(folder, CrosstalkChart), Chart("Crosstalk", 2, (arm, n) => table.Of(arm, n).Crosstalk));
        File.WriteAllText(Path.Combine(folder, "README.md"), Text(folder));
    }

    private string Text(string folder)
    {
        var text = new StringBuilder();
        text.Append(Opening()).Append(JudgeSection());
        foreach (var count in table.Counts.Reverse()) text.Append(TableOf(count));
        text.Append("## Charts\n\n").Append($"![Identity retained by number of concepts]({RetentionChart})\n\n![Crosstalk by number of concepts]({CrosstalkChart})\n\n");
        if (File.Exists(Path.Combine(folder, Grid)))
            text.Append($"## Pictures\n\nOne row for each concept, all with the same prompt and start noise; all fifteen are merged in the last four.\n\n![Pictures of each concept alone and in merges]({Grid})\n\n");
        if (new Hypotheses(table).All is var hypotheses && hypotheses.Any(h => h.Figures.Length > 0)) text.Append(HypothesesSection(hypotheses));
        text.Append(AloneSection());
        if (Others.Where(o => File.Exists(Path.Combine(folder, o.File))).ToList() is [_, ..] more)
            text.Append("## More\n\n").AppendJoin('\n', more.Select(o => $"- [{o.What}]({o.File})")).Append("\n\n");
        return text.Append(Closing()).ToString();
    }

    private string Opening() => $"""
        # Fifteen concepts in one model: measured

        Strangers' concepts are merged, and each is asked for in turn: is it still itself? Everything here comes from `concepthub evaluate merge` (settings: {settings.Name}) on the embedded model (`{modelHash[..12]}`); every number is in [{Csv}]({Csv}). The world is drawn and small; the order of the methods is what to take from here, not their values.

        - **Arms.** Ordinary LoRA adapters, and ours: blocks of rows reserved for each concept, trained with randomised output erasure (ROE), and words of the concept's own. {(settings.UsesShipped ? "Ours are the fifteen that a fresh hub shows, of 400 steps: each heard the words of the fourteen others while it trained. The ordinary ones come with the repository and are of 160 steps, so compare what merging leaves of each (retention), not how well it was learnt." : "Ours hear the words of five other concepts while they train, of none of the fifteen: strangers who never met.")} *Made quiet on each other* means that those of a merge were projected in closed form first, from the adapters alone, as the composer does on a press; the time of merging is without it. Methods that merge ordinary adapters all merge the same ones. Same pictures, captions{(settings.UsesShipped ? "" : $", steps ({settings.TrainingSteps?.ToString(CultureInfo.InvariantCulture) ?? "as the product"})")} and seeds for everyone. The baselines' own rates and strengths were chosen on five other concepts.
        - **Identity.** A verifier that knows all fifteen concepts says whether the right one is in the picture, at a threshold that lets one in a hundred of the base model's pictures of the same class pass. *Retention* is (merged − floor) / (alone − floor), the floor being what the base model draws for the class word.
        - **Crosstalk.** On one concept's prompts and the same noisy pictures: how far the others move the predicted noise, relative to what the concept itself moves. 0 is undisturbed, 1 as large as the concept.
        - **Drift.** The same on prompts that are about none of the concepts, relative to the prediction itself.
        - **Likeness.** Cosine to the training pictures in what pictures show beyond their sentences (the part along the sentence is taken off, else place and style decide), by a contrastive model of pictures and sentences that never saw the concepts. **Text**: cosine to the prompt without the concept; where it rises after merging, the concept got lost.
        - **Un-merge** takes one concept out again: blocks are written anew from pristine rows, sums have it subtracted, everything else is merged again without it. Where a rule has to record first what layers are fed, which can be kept for the next merge of the same concepts, that time stands beside the merge's. *Exact* means bit for bit what the others merged alone would be.
        - Each concept has {settings.Prompts} prompts and {settings.Seeds} seeds, drawn in {settings.SamplingSteps} steps at guidance {Plain(settings.GuidanceScale, "0.#")}; noise depends on concept, prompt and seed alone. Intervals are 95 %, by bootstrap over concepts.


        """;

    private string JudgeSection() => new StringBuilder("## What the judges are worth\n\nOn fresh renders, whose truth is known:\n\n")
        .Append(Head("figure", "value", "wanted")).Append('\n')
        .AppendJoin('\n', judges.Select(j => Row(j.Name, Plain(j.Value), j.Target is { } target ? Plain(target, "0.00") : "")))
        .Append("\n\nTrue renders of the concepts (ceiling) and the base model asked for the class word (floor):\n\n")
        .Append(Head("", "likeness", "text", "identity", "taken for another")).Append('\n')
        .AppendJoin('\n', new[] { MergeScoring.Ceiling, MergeScoring.Floor }.Select(arm => Row(
            arm, With(table.Mean(arm, 1, Metrics.ImageAlignment)), With(table.Mean(arm, 1, Metrics.TextAlignment)), With(table.Mean(arm, 1, Metrics.Identity)), With(table.Mean(arm, 1, Metrics.Confusion)))))
        .Append("\n\n").ToString();

    private string TableOf(int count) => new StringBuilder($"## {count} concepts merged\n\n")
        .Append(Head("", "identity", "**retention**", "likeness", "retention (likeness)", "text", "taken for another", "crosstalk", "drift", "merge, ms", "un-merge, ms", "un-merge exact")).Append('\n')
        .AppendJoin('\n', table.ArmsAt(count).Select(arm => table.Of(arm, count)).Select(s => Row(
            s.Arm.Name == "default" ? $"**{s.Arm.Title}**" : s.Arm.Title, With(s.Identity), With(s.IdentityRetention), With(s.ImageAlignment), With(s.ImageRetention),
            With(s.TextAlignment), With(s.Confusion), With(s.Crosstalk), Plain(s.Drift, "0.0000"), MergeTime(s), Plain(s.UnmergeMilliseconds, "0.0"), s.IsExact ? "yes" : "no")))
        .Append("\n\n").ToString();

    private static string MergeTime(ArmScores s) =>
        Plain(s.MergeMilliseconds, "0.0") + (double.IsNaN(s.RecordingMilliseconds) ? "" : $" <sub>+ {Plain(s.RecordingMilliseconds, "0")} before</sub>");

    private static string HypothesesSection(IEnumerable<Hypothesis> hypotheses) => new StringBuilder("## Hypotheses\n\nFixed before anything was measured; the answers are what came out.\n\n")
        .Append(Head("", "claim", "answer", "figures")).Append('\n')
        .AppendJoin('\n', hypotheses.Select(h => Row(h.Name, h.Claim, $"**{h.Answer}**", h.Figures)))
        .Append("\n\n").ToString();

    private string AloneSection()
    {
        var families = table.Counts.SelectMany(table.ArmsAt).DistinctBy(a => a.Family.Name);
        return new StringBuilder("## Each concept alone\n\n*Learnt*: how much of the base model's error on pictures that no training saw is gone, by the noise that is predicted. No judge has a part in it, and it goes on where they see no difference any more.\n\n").Append(Head("adapters", "identity", "likeness", "text", "learnt", "numbers in one")).Append('\n')
            .AppendJoin('\n', families.Select(arm => Row(arm.Family.Name, Mean(arm, Metrics.Identity), Mean(arm, Metrics.ImageAlignment), Mean(arm, Metrics.TextAlignment), Mean(arm, Metrics.Learnt), Plain(table.Alone(arm, Metrics.Parameters).Values.DefaultIfEmpty().Average(), "0"))))
            .Append("\n\n").ToString();

        string Mean(Arm arm, string metric) => With(Bootstrap.Mean([.. table.Alone(arm, metric).Values]));
    }

    private string Closing() => new StringBuilder("""
        ## Again

        ```
        concepthub evaluate merge --quick    # minutes: adapters that come with the repository, the order of three arms
        concepthub evaluate merge --core     # about an hour
        concepthub evaluate merge --shipped  # three hours of one core: what a fresh hub shows, with all prompts and seeds
        concepthub evaluate merge            # everything; --plan says how long
        ```

        Work is kept in `data/cache/evaluation` file by file: a second call goes on where the first was cut off, and several at once share the work. `concepthub evaluate judges` trains the judges anew.

        ## Sources


        """).AppendJoin('\n', table.Counts.SelectMany(table.ArmsAt).DistinctBy(a => a.Name).Select(a => $"- {a.Title}: {a.Source}")).Append('\n').ToString();

    private string Chart(string title, double most, Func<Arm, int, Estimate> value)
    {
        var arms = table.Counts.SelectMany(table.ArmsAt).DistinctBy(a => a.Name);
        return LineChart.Svg(title, "concepts merged", most, [.. arms.Select(arm => new ChartLine(arm.Title, [.. table.Counts.Where(n => table.ArmsAt(n).Contains(arm)).Select(n => ((double)n, value(arm, n)))]))]);
    }
}
