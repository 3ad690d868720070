using System.Globalization;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.UNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The arithmetic of one UNet pass.</summary>
public static class UNetWork
{
    /// <param name="sample">Latents [batch, channels, h, w].</param>
    /// <param name="context">Text features [batch, words, channels]; kept for the replay.</param>
    /// <returns>All layers with matrix products or convolutions, in the order of the network's parts.</returns>
    public static IReadOnlyList<LayerWork> Layers(UNet2DConditionModel unet, Tensor sample, Tensor context)
    {
        var works = new LayerWorks(sample.shape[0], sample.device);
        var map = new MapSize(sample.shape[2], sample.shape[3]);
        var layers = new List<LayerWork>();
        foreach (var (name, module) in unet.named_modules())
        {
            var size = map.Halved(Halvings(name, unet.Config.BlockOutChannels.Count));
            LayerWork? work = module switch
            {
                Conv2d convolution => works.Of(name, convolution, size, name.Contains("downsamplers", StringComparison.Ordinal) ? 2 : 1),
                Attention attention => works.Of(name, attention, size, name.EndsWith("attn2", StringComparison.Ordinal) ? context : null),
                Linear linear => works.Of(name, linear, linear.weight.shape, IsOfTime(name) ? 1 : size.Places),
                AdaptableLinear linear when name.Contains(".ff.", StringComparison.Ordinal) => works.Of(name, linear, linear.Weight.shape, size.Places),   // attention's own are in it
                _ => null,
            };
            if (work is not null) layers.Add(work);
        }

        return layers;
    }

    private static bool IsOfTime(string name) => name.Contains("time_emb", StringComparison.Ordinal);   // time_embedding, time_emb_proj

    /// <summary>How often the map that a layer gets was halved.</summary>
    private static int Halvings(string name, int blocks)
    {
        var parts = name.Split('.');
        return parts[0] switch
        {
            "down_blocks" when parts.Length > 1 => int.Parse(parts[1], CultureInfo.InvariantCulture),
            "mid_block" => blocks - 1,
            "up_blocks" when parts.Length > 1 => blocks - 1 - int.Parse(parts[1], CultureInfo.InvariantCulture) - (parts[2..] is ["upsamplers", ..] ? 1 : 0),
            _ => 0,
        };
    }
}
