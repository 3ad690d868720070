using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>Writes a diffusers folder as one safetensors file with the original repository's names, for programs that read nothing else.</summary>
public static class SingleFileExport
{
    /// <summary>The weights keep their precision. Configs and tokenizer have no place in such a file.</summary>
    /// <exception cref="InvalidModelException">The folder is no such model, or one that the original layout cannot hold.</exception>
    public static void Write(string folder, string path, CancellationToken cancellation)
    {
        var parts = new ModelParts(folder, torch.CPU);
        var (unet, autoencoder, text) = parts.Configs;
        if (unet.MidBlockType != "UNetMidBlock2DCrossAttn") throw new InvalidModelException("The original layout has attention in the middle block; this model has none.");
        using var unetFile = WeightFiles.Open(parts.UNetWeights);
        using var autoencoderFile = WeightFiles.Open(parts.AutoencoderWeights);
        using var textFile = WeightFiles.Open(parts.TextWeights);
        MovedTensor.Save(path, [.. UNet(unetFile, unet), .. Autoencoder(autoencoderFile, autoencoder), .. TextEncoder(textFile, text)], cancellation, new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["modelspec.prediction_type"] = parts.Scheduler.PredictionType == PredictionType.Velocity ? "v" : "epsilon",
            ["modelspec.resolution"] = FormattableString.Invariant($"{8 * unet.SampleSize}x{8 * unet.SampleSize}"),
        });
    }

    private static IEnumerable<MovedTensor> UNet(WeightFiles file, UNetConfig config) =>
        Renamed(file, CompVisShapes.UNetPrefix, CompVisNames.UNet(config).ToCompVis);

    private static IEnumerable<MovedTensor> Autoencoder(WeightFiles file, AutoencoderKLConfig config)
    {
        var names = CompVisNames.Autoencoder(config);
        return Renamed(file, CompVisShapes.AutoencoderPrefix, name => names.ToCompVis(AutoencoderKL.NameInModule(name)!))
            .Select(tensor => tensor.Name.Contains(".attn_1.", StringComparison.Ordinal) && tensor.Shape is [var outputs, var inputs] ? tensor with { Shape = [outputs, inputs, 1, 1] } : tensor);
    }

    private static IEnumerable<MovedTensor> TextEncoder(WeightFiles file, CLIPTextConfig config) => config.Activation == "gelu"
        ? OpenClipTensors.ToOpenClip(file, config.Layers, CompVisNames.OpenClip(config.Layers)).Select(tensor => tensor with { Name = CompVisShapes.OpenClipPrefix + tensor.Name })
        : file.Tensors.Values.Where(tensor => CLIPTextModel.NameInModule(tensor.Name) is not null).Select(tensor => MovedTensor.Renamed(file, tensor, CompVisShapes.ClipPrefix + tensor.Name));

    private static IEnumerable<MovedTensor> Renamed(WeightFiles file, string prefix, WeightName rename) => file.Tensors.Values.Select(tensor =>
        MovedTensor.Renamed(file, tensor, prefix + (rename(tensor.Name) ?? throw new InvalidModelException($"{file.Label}: '{tensor.Name}' has no place in the original layout."))));
}
