using System.CommandLine;
using System.Diagnostics;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Bench.Circuits;
using ConceptHub.Cli.Pretrain;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Benchmarks;
using TorchSharp;

namespace ConceptHub.Cli.Bench;

/// <summary><c>concepthub bench</c>: how near a network comes to what this machine can calculate, and how long a change of recipe takes.</summary>
internal static class BenchCommand
{
    private static readonly int[] EmbeddedBatches = [1, 4, 16];

    private static readonly Argument<string> What = new Argument<string>("what") { Description = "unet: a denoising step; vae: decoding a picture; embedded: both of the model that comes with ConceptHub; load: reading a checkpoint; recipe: moving a strength slider; catalog: searching very many concepts; serve: many members who draw with recipes of their own at the real site, together and one by one; circuits: very many open pages; soak: a hundred of them, and pictures, for an hour; siege: pages while one address does all that costs the site something." }.AcceptOnlyFromAmong("unet", "vae", "embedded", "load", "recipe", "catalog", "serve", "circuits", "soak", "siege");
    private static readonly Option<string> Config = new Option<string>("--config") { Description = "Whose shapes unet, vae, load and recipe have. The weights are random.", DefaultValueFactory = _ => "sd15" }.AcceptOnlyFromAmong([.. KnownShapes.All.Select(shapes => shapes.Name)]);
    private static readonly Option<int?> Size = new("--size") { Description = "Edge of the picture in pixels. [default: 512; embedded: 128]", HelpName = "N" };
    private static readonly Option<int?> Batch = new("--batch") { Description = "Pictures at once. [default: 1; embedded: 1, 4 and 16]", HelpName = "N" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Passes to measure (recipe: merges from scratch, and 20 times as many slider moves); the median is told.", DefaultValueFactory = _ => 3, HelpName = "N" };
    private static readonly Option<string> Precision = new Option<string>("--precision") { Description = "Of the file that load reads; models are float32 in memory.", DefaultValueFactory = _ => "fp16" }.AcceptOnlyFromAmong("fp32", "fp16");
    private static readonly Option<int[]> Concepts = new("--concepts") { Description = "How many concepts catalog generates; may be given several times.", DefaultValueFactory = _ => [100_000, 1_000_000], HelpName = "N" };
    private static readonly Option<int[]> Members = new("--members") { Description = "How many members serve has ask at once; may be given several times.", DefaultValueFactory = _ => [1, 2, 4, 8, 16], HelpName = "N" };
    private static readonly Option<int[]> Pages = new("--pages") { Description = "How many pages circuits (1000, 2500 by default) and soak (100) hold open; circuits takes several, rising.", DefaultValueFactory = _ => [], HelpName = "N" };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "How long circuits (30 by default) sends events at each count, soak lasts (3600), or siege looks at pages without and with it (60).", DefaultValueFactory = _ => 0, HelpName = "N" };
    private static readonly Option<FileInfo?> Site = new("--site") { Description = "The site's program. [default: src/ConceptHub.Web/bin/Release/net10.0/ConceptHub.Web.dll of the repository]", HelpName = "PATH" };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();

    public static Command Create()
    {
        var command = new Command("bench", "Measure seconds per step, arithmetic reached of the machine's own, memory, and where the time goes; or what moving a slider costs, or how long a large catalog is searched.") { What, Config, Size, Batch, Steps, Precision, Concepts, Members, Pages, Seconds, Site, Json };
        command.Does((result, cancellation) =>
        {
            var (what, size, batch) = (result.GetRequiredValue(What), result.GetValue(Size), result.GetValue(Batch));
            if (size is < 8 or > 4096) throw new CannotRunException($"--size is 8 to 4096, not {size}.");
            if (batch is < 1 or > 64) throw new CannotRunException($"--batch is 1 to 64, not {batch}.");
            if (result.GetValue(Steps) is < 1 or > 1000) throw new CannotRunException($"--steps is 1 to 1000, not {result.GetValue(Steps)}.");

            if (what == "catalog")
            {
                if (result.GetRequiredValue(Concepts).Any(n => n is < 100 or > 5_000_000)) throw new CannotRunException("--concepts is 100 to 5000000.");
                return new Measured("bench", [.. result.GetRequiredValue(Concepts).SelectMany(new CatalogBench(cancellation).Measure), Memory()]).Tell(result.GetValue(Json));
            }

            if (what == "serve")
            {
                if (result.GetRequiredValue(Members).Any(n => n is < 1 or > 64)) throw new CannotRunException("--members is 1 to 64.");
                return new Measured("bench", Serve(Program(result), [.. result.GetRequiredValue(Members).Distinct()], cancellation)).Tell(result.GetValue(Json));
            }

            if (what is "circuits" or "soak" or "siege")
            {
                if (result.GetRequiredValue(Pages).Any(n => n is < 2 or > 10_000)) throw new CannotRunException("--pages is 2 to 10000.");
                if (result.GetValue(Seconds) is < 0 or > 36000) throw new CannotRunException("--seconds is 1 to 36000.");
                return new Measured("bench", Open(what, Program(result), result.GetRequiredValue(Pages), result.GetValue(Seconds), cancellation).GetAwaiter().GetResult()).Tell(result.GetValue(Json));
            }

            var shapes = KnownShapes.All.Single(known => known.Name == result.GetRequiredValue(Config));
            if (what == "load") return new Measured("bench", [.. LoadBench.Measure(shapes, result.GetRequiredValue(Precision) == "fp32" ? SafetensorsType.F32 : SafetensorsType.F16), Memory()]).Tell(result.GetValue(Json));

            var device = torch.cuda.is_available() ? torch.CUDA : torch.CPU;
            if (what == "recipe")
            {
                var recipes = new RecipeBench(result.GetValue(Steps), cancellation);
                return new Measured("bench", [.. recipes.Embedded(), .. recipes.Random(shapes, device), Memory()]).Tell(result.GetValue(Json));
            }

            using var meter = new PeakMeter(device);
            var peak = Bars.Run("the machine's peak", 1, _ => meter.Measure());
            var bench = new NetworkBench(device, meter, result.GetValue(Steps), cancellation);
            IEnumerable<Measure> measures = what switch
            {
                "unet" => bench.UNet(shapes.Name, shapes.UNet, shapes.Words, Whole(size ?? 512, 8), 8, batch ?? 1),
                "vae" => bench.Decoder(shapes, Whole(size ?? 512, 8), batch ?? 1),
                _ => Embedded(bench, Whole(size ?? 128, 16), batch is { } one ? [one] : EmbeddedBatches),
            };
            return new Measured("bench", [.. Machine(peak), .. measures, Memory()]).Tell(result.GetValue(Json));
        });
        return command;
    }

    private static IReadOnlyList<Measure> Embedded(NetworkBench bench, int size, IReadOnlyList<int> batches)
    {
        var ofSteps = batches.SelectMany(batch => bench.UNet("embedded", EmbeddedModel.UNet, EmbeddedModel.Words, size, EmbeddedFactor, batch)).ToList();
        return [.. ofSteps, .. bench.Decoder(EmbeddedModel.Autoencoder, size)];   // its preview is compared with the steps
    }

    private static FileInfo Program(ParseResult result) =>
        result.GetValue(Site) ?? new FileInfo(Path.Combine(HubHome.Find().Root, "src", "ConceptHub.Web", "bin", "Release", "net10.0", "ConceptHub.Web.dll"));

    private static IReadOnlyList<Measure> Serve(FileInfo program, IReadOnlyList<int> members, CancellationToken cancellation) =>
        Bars.Run("pictures", ServeBench.Pictures(members), bar => new ServeBench(program, bar, cancellation).MeasureAsync(members).GetAwaiter().GetResult());

    private static async Task<IReadOnlyList<Measure>> Open(string what, FileInfo program, IReadOnlyList<int> pages, int seconds, CancellationToken cancellation)
    {
        await using var site = await BenchSite.StartAsync(program, what == "siege" ? SiegeBench.UsualLimits : [], cancellation);
        if (what == "siege") return await new SiegeBench(site, cancellation).MeasureAsync(TimeSpan.FromSeconds(seconds == 0 ? 60 : seconds));
        await using var bench = new CircuitsBench(site, cancellation);
        return what == "soak"
            ? await bench.SoakAsync(pages is [var one, ..] ? one : 100, TimeSpan.FromSeconds(seconds == 0 ? 3600 : seconds))
            : await bench.MeasureAsync(pages.Count == 0 ? [1000, 2500] : [.. pages.Order()], TimeSpan.FromSeconds(seconds == 0 ? 30 : seconds));
    }

    private static int EmbeddedFactor => 1 << (EmbeddedModel.Autoencoder.EncoderBlocks.Count - 1);

    private static IEnumerable<Measure> Machine(MachinePeak peak) =>
    [
        new("bench.machine.threads", torch.get_num_threads(), ""),
        new("bench.machine.matrix", peak.MatrixGflops, "GFLOPS"),
        new("bench.machine.convolution", peak.ConvolutionGflops, "GFLOPS"),
    ];

    // Weights, maps and the runtime: all that the process ever held at once.
    private static Measure Memory()
    {
        using var own = Process.GetCurrentProcess();
        return new Measure("bench.memory.peak", own.PeakWorkingSet64 / (double)(1 << 20), "MiB");
    }

    private static int Whole(int size, int factor) => size % factor == 0 ? size
        : throw new CannotRunException($"--size must be a multiple of {factor}, not {size}.");
}
