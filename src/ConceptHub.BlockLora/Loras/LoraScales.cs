namespace ConceptHub.BlockLora;

/// <summary>What a file multiplies each layer's up · down with.</summary>
internal sealed class LoraScales(IReadOnlyDictionary<string, PeftConfig> configs)
{
    /// <summary>The tensors' rank must be the one the config counts with, or its alpha means something else.</summary>
    public AdapterRefusal? RankProblem(LoraPair pair) => Config(pair) is var (config, layer) && config.RankOf(layer) != pair.Rank
        ? new AdapterRefusal.WrongShape(pair[LoraPart.Down]!.Name, $"rank {config.RankOf(layer)}, as the adapter config says", $"rank {pair.Rank}")
        : null;

    /// <summary>
    /// By the config where there is one, else alpha / rank; 1 without an alpha. An alpha of 0 counts as the rank, as in kohya's
    /// own reader (networks/lora.py, LoRAModule).
    /// </summary>
    public float Of(SafetensorsFile file, LoraPair pair)
    {
        if (Config(pair) is var (config, layer)) return (float)config.ScaleOf(layer);
        if (pair[LoraPart.Alpha] is not { } alpha) return 1;
        return AlphaValue.Read(file, alpha) is var value && value == 0 ? 1 : (float)(value / pair.Rank);
    }

    private (PeftConfig Config, string Layer)? Config(LoraPair pair)
    {
        var path = pair.Target.Path;
        var component = path[..(path.IndexOf('.', StringComparison.Ordinal) + 1)];
        return configs.TryGetValue(component, out var config) || configs.TryGetValue("", out config) ? (config, path[component.Length..]) : null;
    }
}
