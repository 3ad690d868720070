using System.Globalization;
using ConceptHub.Diffusion.Autoencoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The arithmetic of decoding latents to a picture.</summary>
public static class DecoderWork
{
    /// <param name="latents">[batch, channels, h, w].</param>
    public static IReadOnlyList<LayerWork> Layers(AutoencoderKL autoencoder, Tensor latents)
    {
        var works = new LayerWorks(latents.shape[0], latents.device);
        var map = new MapSize(latents.shape[2], latents.shape[3]);
        var layers = new List<LayerWork>();
        foreach (var (name, module) in autoencoder.named_modules().Where(m => m.name.StartsWith("decoder.", StringComparison.Ordinal) || m.name == "post_quant_conv"))
        {
            var size = map.Doubled(Doublings(name, autoencoder.Config.BlockOutChannels.Count));
            if (module is Conv2d convolution) layers.Add(works.Of(name, convolution, size, stride: 1));
            if (module is KLAttention attention) layers.Add(works.Of(name, attention, size, autoencoder.Config.BlockOutChannels[^1]));
        }

        return layers;
    }

    /// <param name="latents">[batch, channels, h, w].</param>
    public static IReadOnlyList<LayerWork> Layers(AutoencoderTiny autoencoder, Tensor latents)
    {
        const string Stack = "decoder.layers.";
        var works = new LayerWorks(latents.shape[0], latents.device);
        var map = new MapSize(latents.shape[2], latents.shape[3]);
        var modules = autoencoder.named_modules().Where(m => m.name.StartsWith(Stack, StringComparison.Ordinal)).Select(m => (m.name, m.module, Place: Place(m.name))).ToList();
        var doublings = modules.Where(m => m.module is Upsample).Select(m => m.Place).ToList();
        return [.. modules.Where(m => m.module is Conv2d).Select(m => works.Of(m.name, (Conv2d)m.module, map.Doubled(doublings.Count(d => d < m.Place)), stride: 1))];

        static int Place(string name) => int.Parse(name[Stack.Length..].Split('.')[0], CultureInfo.InvariantCulture);
    }

    private static int Doublings(string name, int blocks)
    {
        var parts = name.Split('.');
        return parts switch
        {
            ["decoder", "up_blocks", var block, ..] => int.Parse(block, CultureInfo.InvariantCulture) + (parts[3..] is ["upsamplers", ..] ? 1 : 0),
            ["decoder", "conv_out"] => blocks - 1,
            _ => 0,
        };
    }
}
