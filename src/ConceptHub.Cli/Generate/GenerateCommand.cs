using System.CommandLine;
using System.Diagnostics;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Generate;

/// <summary><c>concepthub generate</c>: one picture from a prompt and, when wanted, concepts.</summary>
internal static class GenerateCommand
{
    private static readonly GenerationSettings Usual = new() { Prompt = "" };

    private static readonly Option<string> Prompt = new("--prompt") { Description = "What the picture shows. Trigger words stand in angle brackets: \"a photo of <mira> person\".", Required = true, HelpName = "TEXT" };
    private static readonly Option<string> Negative = new("--negative") { Description = "What it should not show.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
    private static readonly Option<long?> Seed = new("--seed") { Description = "Decides the start noise; equal settings and seeds give equal pictures. [default: by chance, printed]", HelpName = "N" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Denoising steps, 1 to 150.", DefaultValueFactory = _ => Usual.Steps, HelpName = "N" };
    private static readonly Option<float> Guidance = new("--guidance") { Description = "How strictly the prompt is followed, 0 to 30.", DefaultValueFactory = _ => Usual.GuidanceScale, HelpName = "X" };
    private static readonly Option<string> Scheduler = new Option<string>("--scheduler") { Description = "How the noise is taken out.", DefaultValueFactory = _ => Usual.Scheduler }.AcceptOnlyFromAmong([.. SchedulerConfig.Names]);
    private static readonly Option<int> Width = new("--width") { Description = "Pixels; 0 takes the model's own.", HelpName = "N" };
    private static readonly Option<int> Height = new("--height") { Description = "Pixels; 0 takes the model's own.", HelpName = "N" };
    private static readonly Option<string[]> Adapters = new("--adapter") { Description = "A concept to merge; repeat for more.", HelpName = AdapterChoice.Form, DefaultValueFactory = _ => [] };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The picture, a PNG file.", DefaultValueFactory = _ => new FileInfo("picture.png"), HelpName = "FILE" };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("generate", "Draw one picture.") { Prompt, Negative, Seed, Steps, Guidance, Scheduler, Width, Height, Adapters, Out, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var settings = Settings(result);
        var path = result.GetRequiredValue(Out);
        if (!path.Extension.Equals(".png", StringComparison.OrdinalIgnoreCase)) throw new CannotRunException($"The picture is written as PNG; '{path.Name}' should end in .png.");
        if ((PromptRules.Problem(settings.Prompt) ?? PromptRules.NegativeProblem(settings.NegativePrompt)) is { } problem) throw new CannotRunException(problem);

        using var model = ModelFolder.Open(result.GetValue(Model));
        var recipe = AdapterFiles.ReadRecipe(model, result.GetRequiredValue(Adapters));
        foreach (var warning in Warnings(model, settings, recipe)) Work.Warn(warning);
        var clock = Stopwatch.StartNew();
        var picture = Bars.Run("drawing", settings.Steps, bar => new TextToImagePipeline(model).Generate(settings, recipe, new Inline<DenoisingStep>(step => bar.At(step.Step)), cancellation));
        PngFile.Write(path.FullName, picture);
        Console.WriteLine(FormattableString.Invariant($"{path}  {picture.Width} x {picture.Height}  seed {settings.Seed}  {clock.Elapsed.TotalSeconds:0.00} s"));
        return Work.Done;
    }

    private static GenerationSettings Settings(ParseResult result) => new()
    {
        Prompt = result.GetRequiredValue(Prompt),
        NegativePrompt = result.GetRequiredValue(Negative),
        Seed = result.GetValue(Seed) ?? Random.Shared.Next(),
        Steps = result.GetValue(Steps),
        GuidanceScale = result.GetValue(Guidance),
        Scheduler = result.GetRequiredValue(Scheduler),
        Width = result.GetValue(Width),
        Height = result.GetValue(Height),
    };

    private static IEnumerable<string> Warnings(StableDiffusionModel model, GenerationSettings settings, IReadOnlyList<RecipePart> recipe)
    {
        if (model.UnknownWords(settings.Prompt) is [_, ..] unknown) yield return $"the model never read {Quoted(unknown)}; these words may do nothing.";
        var wanted = TriggerWords.In(settings.Prompt);
        if (wanted.Except(recipe.Select(p => p.Adapter.TriggerWord)).ToList() is [_, ..] absent && !KnowsItself(model, absent)) yield return $"no adapter has the trigger word {Quoted(absent.Select(TriggerWords.InPrompt))}.";
        foreach (var part in recipe.Where(p => !wanted.Contains(p.Adapter.TriggerWord)))
            yield return $"the prompt does not name {TriggerWords.InPrompt(part.Adapter.TriggerWord)}, so its concept is merged but hardly seen.";
    }

    // A merged model folder carries its concepts' trigger words as added tokens of its tokenizer.
    private static bool KnowsItself(StableDiffusionModel model, IEnumerable<string> triggers) =>
        triggers.All(trigger => model.Tokenizer.EncodeWords(TriggerWords.InPrompt(trigger), model.MaximumTokens).Words is [{ IsAdded: true }]);

    private static string Quoted(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
