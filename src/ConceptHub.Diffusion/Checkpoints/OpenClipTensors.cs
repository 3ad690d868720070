using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// OpenCLIP's text encoder as Stable Diffusion 2 files have it. Queries, keys and values of a layer are one tensor; the last layer is there
/// but not used (the model reads the one before it), so diffusers' text encoder has one layer less.
/// </summary>
internal static class OpenClipTensors
{
    private const string Layers = "transformer.resblocks.", Positions = "positional_embedding", Fused = ".attn.in_proj_";
    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj"];
    private static readonly string[] Unused = ["text_projection", "logit_scale", "attn_mask"];

    /// <summary>The tensors in diffusers' names; a fused one becomes three, an unused one none; null when it is not known.</summary>
    /// <param name="name">Behind <c>cond_stage_model.model.</c>.</param>
    /// <param name="used">Layers that are used.</param>
    public static IReadOnlyList<MovedTensor>? ToDiffusers(WeightFiles file, TensorEntry source, string name, NameMap map, int used)
    {
        if (Unused.Contains(name)) return [];
        if (name == Positions) return [MovedTensor.Renamed(file, source, "text_model.embeddings.position_embedding.weight")];
        if (LayerOf(name) is not { } layer) return map.ToDiffusers(name) is { } other ? [MovedTensor.Renamed(file, source, other)] : null;
        if (layer >= used) return [];
        if (!name.Contains(Fused, StringComparison.Ordinal)) return map.ToDiffusers(name) is { } inside ? [MovedTensor.Renamed(file, source, inside)] : null;

        var leaf = name[(name.LastIndexOf('_') + 1)..];   // weight or bias
        var (rows, bytes) = (source.Shape[0] / 3, source.ByteCount / 3);
        return [.. Projections.Select((projection, i) => new MovedTensor($"text_model.encoder.layers.{layer}.self_attn.{projection}.{leaf}", source.Type,
            [rows, .. source.Shape.Skip(1)], [new TensorRange(file, source, i * bytes, bytes)]))];
    }

    /// <summary>All tensors in OpenCLIP's names, with the last used layer once more in the place of the unused one.</summary>
    public static IEnumerable<MovedTensor> ToOpenClip(WeightFiles file, int layers, NameMap map)
    {
        foreach (var source in file.Tensors.Values.Where(t => Text.CLIPTextModel.NameInModule(t.Name) is not null))
        {
            if (source.Name == "text_model.embeddings.position_embedding.weight") yield return MovedTensor.Renamed(file, source, Positions);
            else if (map.ToCompVis(source.Name) is { } name)
            {
                yield return MovedTensor.Renamed(file, source, name);
                if (LayerOf(name) == layers - 1) yield return MovedTensor.Renamed(file, source, AtLayer(name, layers));
            }
        }

        for (var layer = 0; layer <= layers; layer++)
            foreach (var leaf in new[] { "weight", "bias" })
            {
                var parts = Projections.Select(p => file.Tensors[$"text_model.encoder.layers.{Math.Min(layer, layers - 1)}.self_attn.{p}.{leaf}"]).ToList();
                yield return new MovedTensor($"{Layers}{layer}{Fused}{leaf}", parts[0].Type, [3 * parts[0].Shape[0], .. parts[0].Shape.Skip(1)], [.. parts.Select(p => TensorRange.Whole(file, p))]);
            }
    }

    private static int? LayerOf(string name)
    {
        if (!name.StartsWith(Layers, StringComparison.Ordinal)) return null;
        var number = name[Layers.Length..].Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : null;
    }

    private static string AtLayer(string name, int layer) => $"{Layers}{layer}{name[name.IndexOf('.', Layers.Length)..]}";
}
