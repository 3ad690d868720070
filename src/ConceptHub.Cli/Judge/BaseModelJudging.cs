using System.Diagnostics;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.ToyWorld;
using Spectre.Console;

namespace ConceptHub.Cli.Judge;

/// <summary>
/// Trains a classifier on renders, states its accuracy on fresh renders of the evaluation captions' own descriptions, then has it
/// look at what the model draws for those captions.
/// </summary>
internal sealed class BaseModelJudging(StableDiffusionModel model, int seed)
{
    private const int GridPictures = 48, GridColumns = 12, ShownMistakes = 3;
    private const double PictureSeconds = 5;
    private static readonly double[] Targets = [0.90, 0.90, 0.80, 0.85];   // scene, subject, colour, style

    public int Steps { get; init; } = 20;

    /// <summary>How many renders the judge learns from.</summary>
    public int Lessons { get; init; } = 24_000;

    public Measured Run(int count, string samplesFile, CancellationToken cancellation)
    {
        var captions = World.EvaluationCaptions(count);
        using var judge = new AttributeClassifier(WorldAttributes.All, seed);
        Bars.Run("training the judge", Lessons, bar => judge.Train(WorldAttributes.Draw, Lessons, seed,
            new Inline<ClassifierStep>(step => bar.At(step.Pictures, FormattableString.Invariant($"training the judge: loss {step.Loss:0.00}"))), cancellation));

        var chance = new Random(seed + 1_000_000);
        var renders = captions.Select(c => WorldAttributes.Render(c.Description, chance)).ToList();
        var (pictures, seconds) = Generate(captions, cancellation);
        PngFile.WriteGrid(samplesFile, Spread(pictures), GridColumns);

        var truth = captions.Select(c => WorldAttributes.Answers(c.Description)).ToList();
        var (ofRenders, ofModel) = (judge.Classify([.. renders.Select(r => r.Image)]), judge.Classify(pictures));
        TellMistakes(truth, ofModel);
        return new Measured("judge",
        [
            .. WorldAttributes.All.Select((a, i) => new Measure($"judge.renders.{a.Name}", Accuracy(truth, ofRenders, i), "share")),
            .. WorldAttributes.All.Select((a, i) => Measure.AtLeast($"base.attributes.{a.Name}", Accuracy(truth, ofModel, i), "share", Targets[i])),
            Measure.AtMost("base.picture.p50", seconds.Order().ElementAt(seconds.Count / 2), "s", PictureSeconds),
        ]);
    }

    private (IReadOnlyList<RgbImage> Pictures, IReadOnlyList<double> Seconds) Generate(IReadOnlyList<EvaluationCaption> captions, CancellationToken cancellation)
    {
        var pipeline = new TextToImagePipeline(model);
        var (pictures, seconds) = (new List<RgbImage>(), new List<double>());
        Bars.Run("drawing", captions.Count, bar =>
        {
            foreach (var caption in captions)
            {
                var start = Stopwatch.GetTimestamp();
                var settings = new GenerationSettings { Prompt = caption.Caption, Seed = seed + pictures.Count, Steps = Steps };
                pictures.Add(pipeline.Generate(settings, [], null, cancellation));
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                bar.At(pictures.Count);
            }
        });
        return (pictures, seconds);
    }

    // Evenly over all captions, so that the grid is no choice of the best.
    private static IReadOnlyList<RgbImage> Spread(IReadOnlyList<RgbImage> pictures)
    {
        var shown = Math.Min(GridPictures, pictures.Count);
        return [.. Enumerable.Range(0, shown).Select(i => pictures[i * pictures.Count / shown])];
    }

    private static double Accuracy(IReadOnlyList<IReadOnlyList<int?>> truth, IReadOnlyList<IReadOnlyList<int>> said, int attribute)
    {
        var asked = Enumerable.Range(0, truth.Count).Where(i => truth[i][attribute] is not null).ToList();
        return asked.Count(i => truth[i][attribute] == said[i][attribute]) / (double)Math.Max(1, asked.Count);
    }

    private static void TellMistakes(IReadOnlyList<IReadOnlyList<int?>> truth, IReadOnlyList<IReadOnlyList<int>> said)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle("Most frequent mistakes of the model's pictures") };
        table.AddColumn("attribute").AddColumn("asked, seen, times");
        for (var attribute = 0; attribute < WorldAttributes.All.Count; attribute++)
        {
            var wrong = Enumerable.Range(0, truth.Count).Where(i => truth[i][attribute] is { } right && right != said[i][attribute])
                .GroupBy(i => (Asked: truth[i][attribute]!.Value, Seen: said[i][attribute])).OrderByDescending(g => g.Count()).Take(ShownMistakes)
                .Select(g => $"{WorldAttributes.Word(attribute, g.Key.Asked)}, {WorldAttributes.Word(attribute, g.Key.Seen)}, {g.Count()}");
            table.AddRow(WorldAttributes.All[attribute].Name, string.Join("; ", wrong));
        }

        AnsiConsole.Write(table);
    }
}
