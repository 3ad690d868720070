using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// What the shapes in a single-file checkpoint say of its parts. What they do not say is as in every published model: 8 heads of attention
/// in a UNet with convolutions around it (Stable Diffusion 1), heads of 64 channels in one with linear layers (2) and in text encoders,
/// and 32 groups in norms, fewer only where 32 do not divide the widths.
/// </summary>
internal sealed class CompVisShapes
{
    public const string UNetPrefix = "model.diffusion_model.", AutoencoderPrefix = "first_stage_model.",
        ClipPrefix = "cond_stage_model.transformer.", OpenClipPrefix = "cond_stage_model.model.";
    private const int HeadChannels = 64, FirstHeads = 8, Groups = 32, LargestSize = 1 << 20;

    private readonly IReadOnlyDictionary<string, TensorEntry> _tensors;
    private readonly HashSet<string> _modules;

    public CompVisShapes(IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        _tensors = tensors;
        _modules = [.. tensors.Keys.SelectMany(Modules)];
    }

    /// <summary>Text from OpenCLIP, as Stable Diffusion 2.</summary>
    public bool HasOpenClip => _modules.Contains(OpenClipPrefix.TrimEnd('.'));

    /// <exception cref="InvalidModelException">A tensor that says something is missing.</exception>
    public UNetConfig UNet(int sampleSize)
    {
        var levels = Levels();
        var widths = levels.Select(level => level.Width).ToList();
        if (levels.Any(level => level.Layers != levels[0].Layers)) throw new InvalidModelException("The UNet's blocks have different numbers of layers, which is not supported.");
        var (input, output) = (Shape(UNetPrefix + "input_blocks.0.0.weight"), Shape(UNetPrefix + "out.2.weight"));
        var middle = UNetPrefix + "middle_block.1";
        var isLinear = Shape($"{middle}.proj_in.weight").Count == 2;
        return new UNetConfig
        {
            SampleSize = sampleSize,
            InChannels = input[1],
            OutChannels = output[0],
            ConvInKernel = input[^1],
            ConvOutKernel = output[^1],
            BlockOutChannels = widths,
            DownBlockTypes = [.. levels.Select(level => level.Attention is null ? "DownBlock2D" : "CrossAttnDownBlock2D")],
            UpBlockTypes = [.. levels.Select((_, i) => Has($"{UNetPrefix}output_blocks.{i * (levels[0].Layers + 1)}.1.proj_in") ? "CrossAttnUpBlock2D" : "UpBlock2D")],
            LayersPerBlock = levels[0].Layers,
            CrossAttentionDim = Shape($"{middle}.transformer_blocks.0.attn2.to_k.weight")[1],
            Heads = [.. widths.Select(width => isLinear ? Math.Max(1, width / HeadChannels) : FirstHeads)],
            TransformerLayers = [.. levels.Select((level, i) => Count(level.Attention ?? (i == levels.Count - 1 ? middle : null)))],
            OnlyCrossAttention = levels.Any(IsOnlyCross) ? [.. levels.Select(IsOnlyCross)] : null,
            NormNumGroups = GroupsFor(widths),
            UseLinearProjection = isLinear,
        };
    }

    /// <exception cref="InvalidModelException">A tensor that says something is missing.</exception>
    public AutoencoderKLConfig Autoencoder()
    {
        const string Down = AutoencoderPrefix + "encoder.down";
        var widths = Enumerable.Range(0, Children(Down)).Select(i => Shape($"{Down}.{i}.block.0.conv1.weight")[0]).ToList();
        return new AutoencoderKLConfig
        {
            BlockOutChannels = widths,
            LayersPerBlock = Children($"{Down}.0.block"),
            LatentChannels = Shape(AutoencoderPrefix + "decoder.conv_in.weight")[1],
            NormNumGroups = GroupsFor(widths),
            UseQuantConv = Has(AutoencoderPrefix + "quant_conv"),
            UsePostQuantConv = Has(AutoencoderPrefix + "post_quant_conv"),
            MidBlockAddAttention = Has(AutoencoderPrefix + "encoder.mid.attn_1"),
        };
    }

    /// <exception cref="InvalidModelException">A tensor that says something is missing.</exception>
    public CLIPTextConfig Text() => HasOpenClip
        ? Text("token_embedding.weight", "positional_embedding", OpenClipPrefix + "transformer.resblocks", "mlp.c_fc", OpenClipPrefix, "gelu", unusedLayers: 1)
        : Text("embeddings.token_embedding.weight", "embeddings.position_embedding.weight", ClipRoot + "encoder.layers", "mlp.fc1", ClipRoot, "quick_gelu", unusedLayers: 0);

    /// <summary>Some files leave the inner <c>text_model.</c> out.</summary>
    private string ClipRoot => Has(ClipPrefix + "text_model") ? ClipPrefix + "text_model." : ClipPrefix;

    private CLIPTextConfig Text(string tokens, string positions, string layers, string widening, string root, string activation, int unusedLayers)
    {
        var table = Shape(root + tokens);
        return new CLIPTextConfig
        {
            VocabularySize = table[0],
            HiddenSize = table[1],
            MaxPositions = Shape(root + positions)[0],
            Layers = Children(layers) - unusedLayers,
            IntermediateSize = Shape($"{layers}.0.{widening}.weight")[0],
            Heads = Math.Max(1, table[1] / HeadChannels),
            Activation = activation,
            StartTokenId = table[0] - 2,
            EndTokenId = table[0] - 1,
        };
    }

    /// <summary>One resolution on the way down.</summary>
    /// <param name="Attention">Module of its first transformer, or null.</param>
    private sealed record Level(int Width, int Layers, string? Attention);

    private List<Level> Levels()
    {
        var levels = new List<Level>();
        var open = new Level(0, 0, null);
        for (var n = 1; Has($"{UNetPrefix}input_blocks.{n}"); n++)
        {
            var block = $"{UNetPrefix}input_blocks.{n}";
            if (Has($"{block}.0.op"))
            {
                levels.Add(open);
                open = new Level(0, 0, null);
            }
            else
            {
                open = new Level(Shape($"{block}.0.in_layers.2.weight")[0], open.Layers + 1, open.Attention ?? (Has($"{block}.1.proj_in") ? $"{block}.1" : null));
            }
        }

        levels.Add(open);
        return levels[0].Layers > 0 ? levels : throw new InvalidModelException($"The checkpoint has no tensor '{UNetPrefix}input_blocks.1.0.in_layers.2.weight'.");
    }

    private bool IsOnlyCross(Level level) => level.Attention is { } attention
        && Shape($"{attention}.transformer_blocks.0.attn1.to_k.weight") is var keys && keys[0] != keys[1];

    private int Count(string? attention) => attention is null ? 1 : Children($"{attention}.transformer_blocks");

    private static int GroupsFor(IEnumerable<int> widths) => widths.Aggregate(Groups, (groups, width) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(groups, width));

    /// <summary>How many modules are numbered from 0 without a gap.</summary>
    private int Children(string module) => Enumerable.Range(0, int.MaxValue).TakeWhile(i => Has($"{module}.{i}")).Count();

    private bool Has(string module) => _modules.Contains(module);

    private IReadOnlyList<int> Shape(string tensor)
    {
        if (!_tensors.TryGetValue(tensor, out var entry)) throw new InvalidModelException($"The checkpoint has no tensor '{tensor}'.");
        return entry.Shape is [_, _, ..] && entry.Shape.All(size => size is > 0 and < LargestSize) ? [.. entry.Shape.Select(size => (int)size)]
            : throw new InvalidModelException($"The checkpoint's '{tensor}' has the shape {entry.ShapeText}, which no Stable Diffusion model has.");
    }

    private static IEnumerable<string> Modules(string tensor)
    {
        for (var cut = tensor.LastIndexOf('.'); cut > 0; cut = tensor.LastIndexOf('.', cut - 1)) yield return tensor[..cut];
    }
}
