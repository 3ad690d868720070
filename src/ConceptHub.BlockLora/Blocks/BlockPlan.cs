using System.Security.Cryptography;
using System.Text;

namespace ConceptHub.BlockLora;

/// <summary>One linear layer an adapter may change: y = W x with W [outputs, inputs].</summary>
/// <param name="Name">Module path inside the UNet, diffusers spelling, for example <c>mid_block.attentions.0.transformer_blocks.0.attn1.to_q</c>.</param>
public sealed record AdaptedLayer(string Name, int Inputs, int Outputs);

/// <summary>Layers that share one block index, normally the linears of a transformer block: eight of attention, two of the feed-forward.</summary>
public sealed record BlockSite(string Name, IReadOnlyList<AdaptedLayer> Layers);

/// <summary>
/// For one base model: the ordered adapted layers, grouped into sites, each layer's output rows cut into equal blocks.
/// Frozen by <see cref="Hash"/>: adding, removing or reordering a layer gives another plan, and adapters of the old one no longer fit.
/// </summary>
public sealed class BlockPlan
{
    /// <param name="baseModelHash">SHA-256 of the base model's weights, hex.</param>
    /// <param name="tokenWidth">Width of one token embedding of the base model's text encoder; null accepts any.</param>
    /// <exception cref="ArgumentException">A name is empty, holds white space or occurs twice; a layer has fewer rows than blocks.</exception>
    public BlockPlan(string baseModelHash, int blocks, IReadOnlyList<BlockSite> sites, int? tokenWidth = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(baseModelHash);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        BaseModelHash = baseModelHash;
        Blocks = blocks;
        Sites = sites;
        TokenWidth = tokenWidth;
        Layers = [.. sites.SelectMany(site => site.Layers)];
        LayerSites = [.. sites.SelectMany((site, index) => site.Layers.Select(_ => index))];
        Check();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText())));
    }

    public string BaseModelHash { get; }

    /// <summary>K: into how many blocks each layer's rows are cut.</summary>
    public int Blocks { get; }

    public int? TokenWidth { get; }

    /// <summary>Width of what cross-attention takes from the text encoder; null where no layer takes it.</summary>
    public int? ContextWidth => Layers.FirstOrDefault(layer => layer.Name.EndsWith(".attn2.to_k", StringComparison.Ordinal))?.Inputs;

    public IReadOnlyList<BlockSite> Sites { get; }

    /// <summary>All adapted layers in the order of the sites.</summary>
    public IReadOnlyList<AdaptedLayer> Layers { get; }

    /// <summary>For each of <see cref="Layers"/> the index of its site.</summary>
    public IReadOnlyList<int> LayerSites { get; }

    /// <summary>SHA-256 of the plan's canonical text, lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>Groups the layers of transformer blocks into sites: the part of the name before <c>.attn</c> or <c>.ff.</c> names the site.</summary>
    /// <param name="layers">In forward order; the layers of a site stand together.</param>
    public static BlockPlan ForTransformers(string baseModelHash, IReadOnlyList<AdaptedLayer> layers, int blocks = 16, int? tokenWidth = null)
    {
        var sites = new List<(string Name, List<AdaptedLayer> Layers)>();
        foreach (var layer in layers)
        {
            var cut = Math.Max(layer.Name.LastIndexOf(".attn", StringComparison.Ordinal), layer.Name.LastIndexOf(".ff.", StringComparison.Ordinal));
            if (cut <= 0) throw new ArgumentException($"'{layer.Name}' is no layer of a transformer block.", nameof(layers));
            var name = layer.Name[..cut];
            if (sites.Count == 0 || sites[^1].Name != name) sites.Add((name, []));
            sites[^1].Layers.Add(layer);
        }

        return new BlockPlan(baseModelHash, blocks, [.. sites.Select(site => new BlockSite(site.Name, site.Layers))], tokenWidth);
    }

    /// <summary>Rows [floor(k * outputs / K), floor((k + 1) * outputs / K)) of the layer's weight; blocks are disjoint and cover all rows.</summary>
    public Range Rows(AdaptedLayer layer, int block) => FirstRow(layer, block)..FirstRow(layer, block + 1);

    /// <summary>The rows that a codeword has of one of <see cref="Layers"/>.</summary>
    public Range Rows(int layer, Codeword codeword) => Rows(Layers[layer], codeword[LayerSites[layer]]);

    public int RowCount(AdaptedLayer layer, int block) => FirstRow(layer, block + 1) - FirstRow(layer, block);

    private int FirstRow(AdaptedLayer layer, int block)
    {
        if (block < 0 || block > Blocks) throw new ArgumentOutOfRangeException(nameof(block), block, $"The plan has {Blocks} blocks.");
        return (int)((long)block * layer.Outputs / Blocks);
    }

    private void Check()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Sites.Select(s => s.Name).Concat(Layers.Select(l => l.Name)))
            if (string.IsNullOrEmpty(name) || name.Any(char.IsWhiteSpace) || !names.Add(name)) throw new ArgumentException($"The name '{name}' is empty, holds white space or occurs twice.");
        foreach (var layer in Layers)
            if (layer.Inputs < 1 || layer.Outputs < Blocks) throw new ArgumentException($"{layer.Name}: [{layer.Outputs}, {layer.Inputs}] cannot be cut into {Blocks} blocks of rows.");
    }

    private string CanonicalText()
    {
        var text = new StringBuilder().Append("blocklora plan 1\n").Append($"base {BaseModelHash}\nblocks {Blocks} contiguous rows\n");
        if (TokenWidth is { } width) text.Append($"tokens {width}\n");
        foreach (var site in Sites)
        {
            text.Append($"site {site.Name}\n");
            foreach (var layer in site.Layers) text.Append($"layer {layer.Name} {layer.Inputs} {layer.Outputs}\n");
        }

        return text.ToString();
    }
}
