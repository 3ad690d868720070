using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Every weight that a LoRA may change: of linear layers and convolutions of UNet and text encoder, by the module's path in
/// diffusers' spelling (<c>unet.mid_block.attentions.0.proj_in</c>). Embedding tables are not among them.
/// </summary>
public sealed class AdaptableWeights
{
    private const string UNetPrefix = "unet.";

    public AdaptableWeights(UNet2DConditionModel unet, CLIPTextModel textEncoder)
    {
        ByPath = Find(UNetPrefix, unet).Concat(Find("text_encoder.", textEncoder)).ToDictionary(it => it.Path, it => it.Weight, StringComparer.Ordinal);
        Targets = new LoraTargets(ByPath.Select(it => new LoraTarget(it.Key, it.Value.shape)));
    }

    /// <summary>[outputs, inputs], or [outputs, inputs, kernel height, kernel width]. Owned by the model.</summary>
    public IReadOnlyDictionary<string, Parameter> ByPath { get; }

    /// <summary>Names and shapes alone, for the reader of files.</summary>
    public LoraTargets Targets { get; }

    /// <summary>The path of a layer of a block plan.</summary>
    public static string PathOf(AdaptedLayer layer) => UNetPrefix + layer.Name;

    private static IEnumerable<(string Path, Parameter Weight)> Find(string prefix, nn.Module model) =>
        from it in model.named_modules()
        where it.module is not Embedding
        from parameter in it.module.named_parameters(recurse: false)
        where parameter.name == "weight" && parameter.parameter.dim() is 2 or 4
        select (prefix + it.name, parameter.parameter);
}
