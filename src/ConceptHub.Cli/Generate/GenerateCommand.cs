using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Generate;

/// <summary><c>concepthub generate</c>: pictures from a prompt and, when wanted, concepts and a picture to draw over.</summary>
internal static class GenerateCommand
{
    private static readonly GenerationSettings Usual = new() { Prompt = "" };

    private static readonly Option<string> Prompt = new("--prompt") { Description = "What the picture shows. Trigger words stand in angle brackets: \"a photo of <mira> person\"; (words:1.3) count more, (words:0.7) less.", Required = true, HelpName = "TEXT" };
    private static readonly Option<string> Negative = new("--negative") { Description = "What it should not show.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
    private static readonly Option<long?> Seed = new("--seed") { Description = "Decides the start noise; equal settings and seeds give equal pictures, picture i of --count has the seed N + i - 1, or with --vary the other seed + i - 1. [default: by chance, printed]", HelpName = "N" };
    private static readonly Option<string?> Vary = new("--vary") { Description = "A picture like that of the seed, but not the same: so far (above 0, up to 1) on the way to another seed's noise.", HelpName = "SEED:STRENGTH" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Denoising steps, 1 to 150.", DefaultValueFactory = _ => Usual.Steps, HelpName = "N" };
    private static readonly Option<float?> Guidance = new("--guidance") { Description = "How strictly the prompt is followed, 0 to 30. [default: the model's own]", HelpName = "X" };
    private static readonly Option<string> Scheduler = new Option<string>("--scheduler") { Description = "How the noise is taken out.", DefaultValueFactory = _ => Usual.Scheduler }.AcceptOnlyFromAmong([.. SchedulerConfig.Names]);
    private static readonly Option<int> Width = new("--width") { Description = "Pixels; 0 takes the model's own.", HelpName = "N" };
    private static readonly Option<int> Height = new("--height") { Description = "Pixels; 0 takes the model's own.", HelpName = "N" };
    private static readonly Option<int> Count = new("--count") { Description = "Pictures; FILE then gets -1, -2 ... before its ending.", DefaultValueFactory = _ => Usual.Count, HelpName = "N" };
    private static readonly Option<int> ClipSkip = new("--clip-skip") { Description = "Last layers of the text encoder to leave out, as diffusers counts; \"clip skip 2\" elsewhere is 1.", HelpName = "N" };
    private static readonly Option<FileInfo?> Init = new("--init") { Description = "Draw over this picture, cut to the size drawn. Without a size: the picture's shape, the model's own shorter edge.", HelpName = "IMAGE" };
    private static readonly Option<double> Strength = new("--strength") { Description = "How much of --init is drawn anew, 0 to 1.", DefaultValueFactory = _ => Usual.Strength, HelpName = "X" };
    private static readonly Option<string[]> Adapters = new("--adapter") { Description = "A concept to merge; repeat for more.", HelpName = AdapterChoice.Form, DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Loras = new("--lora") { Description = "An ordinary LoRA (kohya, PEFT or diffusers; a file or PEFT's folder) to apply beside them; repeat for more.", HelpName = AdapterChoice.Form, DefaultValueFactory = _ => [] };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The picture, a PNG file.", DefaultValueFactory = _ => new FileInfo("picture.png"), HelpName = "FILE" };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("generate", "Draw pictures.")
        {
            Prompt, Negative, Seed, Vary, Steps, Guidance, Scheduler, Width, Height, Count, ClipSkip, Init, Strength, Adapters, Loras, Out, Model,
        };
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
        var loras = result.GetRequiredValue(Loras).Select((named, i) => LoraChoices.Read(model, named, i)).ToList();
        foreach (var warning in Warnings(model, settings, recipe)) Work.Warn(warning);
        var pipeline = new TextToImagePipeline(model);
        if (result.GetValue(Init) is { } init) settings = StartPicture.Over(pipeline, settings, init);
        var clock = Stopwatch.StartNew();
        var pictures = Bars.Run("drawing", 1, bar => pipeline.GenerateAll(settings, [.. recipe, .. loras], new Inline<DenoisingStep>(step => bar.At((double)step.Step / step.Of)), cancellation));
        foreach (var (i, picture) in pictures.Index())
        {
            var file = pictures.Count == 1 ? path.ToString() : $"{path.ToString()[..^path.Extension.Length]}-{i + 1}{path.Extension}";
            PngFile.Write(Path.GetFullPath(file), picture);
            Console.WriteLine(FormattableString.Invariant($"{file}  {picture.Width} x {picture.Height}  seed {Told(settings.Of(i))}  {clock.Elapsed.TotalSeconds / pictures.Count:0.00} s"));
        }

        return Work.Done;
    }

    private static GenerationSettings Settings(ParseResult result) => new()
    {
        Prompt = result.GetRequiredValue(Prompt),
        NegativePrompt = result.GetRequiredValue(Negative),
        Seed = result.GetValue(Seed) ?? Random.Shared.Next(),
        Variation = result.GetValue(Vary) is { } vary ? Variation(vary) : null,
        Steps = result.GetValue(Steps),
        GuidanceScale = result.GetValue(Guidance),
        Scheduler = result.GetRequiredValue(Scheduler),
        Width = result.GetValue(Width),
        Height = result.GetValue(Height),
        Count = result.GetValue(Count),
        ClipSkip = result.GetValue(ClipSkip),
        Strength = result.GetValue(Strength),
    };

    private static SeedVariation Variation(string vary) =>
        vary.Split(':') is [var seed, var strength] && long.TryParse(seed, CultureInfo.InvariantCulture, out var other) && double.TryParse(strength, CultureInfo.InvariantCulture, out var share)
            ? new SeedVariation(other, share)
            : throw new CannotRunException($"--vary takes a seed and a strength, as in 7:0.3; '{vary}' is not that.");

    private static string Told(GenerationSettings settings) => settings.Variation is { } variation
        ? FormattableString.Invariant($"{settings.Seed} varied by {variation.Seed}:{variation.Strength}")
        : FormattableString.Invariant($"{settings.Seed}");

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
