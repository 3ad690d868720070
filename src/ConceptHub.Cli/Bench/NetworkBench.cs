using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Bench;

/// <summary>Measures networks with random weights.</summary>
internal sealed class NetworkBench(Device device, PeakMeter meter, int steps, CancellationToken cancellation)
{
    private const float GuidanceScale = 7.5f;
    private const double WantedShareOfPeak = 0.75, WantedPreviewShare = 0.03;

    private double? _stepSeconds;   // of the embedded model's single picture, for the preview's share

    /// <summary>A guided denoising step: every picture with and without its prompt.</summary>
    /// <param name="size">Edge of the pictures in pixels.</param>
    /// <param name="factor">Pixels per latent.</param>
    public IReadOnlyList<Measure> UNet(string name, UNetConfig config, int words, int size, int factor, int batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var unet = Ready(new UNet2DConditionModel(config));
        var sample = randn([2 * batch, config.InChannels, size / factor, size / factor], device: device);
        var context = randn([2 * batch, words, config.CrossAttentionDim], device: device);
        var times = full([2 * batch], 500f, device: device);

        var cost = Measured($"{name}, {size} pixels, {batch} at once", () =>
        {
            var halves = unet.forward(sample, times, context).chunk(2);
            return halves[0] + (halves[1] - halves[0]) * GuidanceScale;
        }, UNetWork.Layers(unet, sample, context));
        if (batch == 1) _stepSeconds = cost.Seconds;
        var isPromised = name == "sd15" && size == 512 && batch == 1;
        return Told($"bench.unet.{name}.{size}.batch{batch}", "step", cost, isPromised);
    }

    /// <summary>Stable Diffusion's decoder.</summary>
    public IReadOnlyList<Measure> Decoder(KnownShapes shapes, int size, int batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var autoencoder = Ready(new AutoencoderKL(shapes.Autoencoder));
        var edge = size / autoencoder.Factor;
        var latents = randn([batch, autoencoder.LatentChannels, edge, edge], device: device);
        var cost = Measured($"{shapes.Name} decoder, {size} pixels, {batch} at once", () => autoencoder.Decode(latents), DecoderWork.Layers(autoencoder, latents));
        return Told($"bench.vae.{shapes.Name}.{size}.batch{batch}", "decode", cost, isPromised: false);
    }

    /// <summary>The embedded model's decoder, and the linear preview in its place.</summary>
    public IReadOnlyList<Measure> Decoder(AutoencoderTinyConfig config, int size)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var autoencoder = Ready(new AutoencoderTiny(config));
        var edge = size / autoencoder.Factor;
        var latents = randn([1, autoencoder.LatentChannels, edge, edge], device: device);
        var name = $"bench.vae.embedded.{size}";
        var cost = Measured($"embedded decoder, {size} pixels", () => autoencoder.Decode(latents), DecoderWork.Layers(autoencoder, latents));
        LinearPreview? preview = null;
        var fit = PassMeasurement.Timed(() =>
        {
            preview = LinearPreview.Fit(autoencoder, device);
            return zeros(1);
        });
        var shown = PassMeasurement.Median([.. Enumerable.Range(0, 20 * steps).Select(_ => PassMeasurement.Timed(() => preview!.Decode(latents)))]);
        var share = _stepSeconds is { } step ? [Measure.AtMost($"{name}.preview.of-step", shown / step, "share", WantedPreviewShare)] : Array.Empty<Measure>();
        return [.. Told(name, "decode", cost, isPromised: false), new($"{name}.preview.fit", 1000 * fit, "ms"), new($"{name}.preview.p50", 1000 * shown, "ms"), .. share];
    }

    private PassCost Measured(string title, Func<Tensor> pass, IReadOnlyList<LayerWork> layers) =>
        Bars.Run(title, 1, bar => PassMeasurement.Run(pass, layers, steps, meter, new Inline<double>(done => bar.At(done)), cancellation));

    private IReadOnlyList<Measure> Told(string name, string what, PassCost cost, bool isPromised)
    {
        return
        [
            new($"{name}.{what}.p50", cost.Seconds, "s"),
            new($"{name}.work", cost.Flops / 1e9, "GFLOP"),
            new($"{name}.reached", cost.Gflops, "GFLOPS"),
            new($"{name}.peak", cost.Peak, "GFLOPS"),
            isPromised ? Measure.AtLeast($"{name}.of-peak", cost.ShareOfPeak, "share", WantedShareOfPeak) : new($"{name}.of-peak", cost.ShareOfPeak, "share"),
            .. Enum.GetValues<WorkKind>().SelectMany(kind => OfKind(name, kind, cost)),
            new($"{name}.share.rest", cost.ShareOfTheRest, "share"),
        ];
    }

    private static IEnumerable<Measure> OfKind(string name, WorkKind kind, PassCost cost)
    {
        var word = kind.ToString().ToLowerInvariant();
        yield return new Measure($"{name}.share.{word}", cost.Share(kind), "share");
        if (cost.GflopsOf(kind) is { } reached) yield return new Measure($"{name}.reached.{word}", reached, "GFLOPS");
    }

    private T Ready<T>(T network) where T : nn.Module
    {
        network.eval();
        if (device.type != DeviceType.CPU) network.to(device);
        return network;
    }
}
