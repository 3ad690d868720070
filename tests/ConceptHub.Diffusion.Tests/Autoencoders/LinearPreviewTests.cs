using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Autoencoders;

public sealed class LinearPreviewTests
{
    /// <summary>If every number of a patch is in its latent, the least squares are exact but for the ridge.</summary>
    [Fact]
    public void Linear_autoencoder_is_previewed_exactly()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = new Mixing();
        var latents = autoencoder.Encode(rand(1, 3, 8, 12) * 2 - 1);

        var preview = LinearPreview.Fit(autoencoder, CPU).Decode(latents);

        Assert.Equal([1, 3, 8, 12], preview.shape);
        Assert.True((preview - autoencoder.Decode(latents)).abs().max().item<float>() < 0.05);   // of -1..1; the ridge holds back noise
    }

    [Fact]
    public void Embedded_model_is_previewed_recognisably()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var autoencoder = Embedded();
        var latents = Drawn(pictures: 48);

        var (preview, picture) = (LinearPreview.Fit(autoencoder, CPU).Decode(latents).clamp(-1, 1), autoencoder.Decode(latents).clamp(-1, 1));

        var decibel = 10 * Math.Log10(4 / (preview - picture).square().mean().item<float>());
        Assert.True(decibel > 20, $"{decibel:0.0} dB");   // the best linear map for these very latents has 22.3
    }

    /// <summary>Latents that the embedded model drew, [pictures, 32, 8, 8].</summary>
    private static Tensor Drawn(int pictures)
    {
        using var stream = File.OpenRead(Path.Combine(ModelFolder(), "foreign.safetensors"));
        var file = SafetensorsFile.Read(stream);
        return tensor(file.ReadFloats("latents")).reshape([.. file.Tensors["latents"].Shape]).narrow(0, 0, pictures);
    }

    private static AutoencoderTiny Embedded()
    {
        var part = Path.Combine(ModelFolder(), "vae");
        var model = new AutoencoderTiny(AutoencoderTinyConfig.Parse(File.ReadAllText(Path.Combine(part, "config.json"))));
        ModuleWeights.Load(model, Path.Combine(part, "diffusion_pytorch_model.safetensors"));
        return model;
    }

    private static string ModelFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "data", "models", "toyworld") is var model && File.Exists(Path.Combine(model, "foreign.safetensors"))) return model;

        Assert.Skip("The embedded model is not in data/models/toyworld.");
        throw new InvalidOperationException();
    }

    /// <summary>2 × 2 pixels to 12 numbers, mixed by an orthogonal matrix.</summary>
    private sealed class Mixing : IAutoencoder
    {
        private readonly Tensor _mix = linalg.qr(randn([12, 12], generator: new Generator(3))).Q.unsqueeze(-1).unsqueeze(-1).DetachFromDisposeScope();

        public int Factor => 2;

        public int LatentChannels => 12;

        public Tensor Encode(Tensor image) => nn.functional.conv2d(nn.functional.pixel_unshuffle(image, 2), _mix);

        public Tensor Decode(Tensor latents) => nn.functional.pixel_shuffle(nn.functional.conv2d(latents, _mix.transpose(0, 1)), 2);

        public void Dispose() => _mix.Dispose();
    }
}
