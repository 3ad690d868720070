namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>Module paths in two spellings, CompVis' and diffusers'. What stands behind a known path (<c>.weight</c>, inner modules) is the same in both.</summary>
internal sealed class NameMap
{
    private readonly Dictionary<string, string> _toDiffusers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _toCompVis = new(StringComparer.Ordinal);

    public void Add(string compVis, string diffusers)
    {
        _toDiffusers.Add(compVis, diffusers);
        _toCompVis.Add(diffusers, compVis);
    }

    /// <summary>Adds modules inside two modules.</summary>
    public void Add(string compVis, string diffusers, params ReadOnlySpan<(string CompVis, string Diffusers)> inside)
    {
        foreach (var (one, other) in inside) Add($"{compVis}.{one}", $"{diffusers}.{other}");
    }

    /// <summary>The tensor's name in diffusers' spelling; null when it belongs to none of the modules.</summary>
    public string? ToDiffusers(string tensor) => Renamed(_toDiffusers, tensor);

    /// <summary>The tensor's name in CompVis' spelling; null when it belongs to none of the modules.</summary>
    public string? ToCompVis(string tensor) => Renamed(_toCompVis, tensor);

    private static string? Renamed(Dictionary<string, string> paths, string tensor)
    {
        for (var cut = tensor.LastIndexOf('.'); cut > 0; cut = tensor.LastIndexOf('.', cut - 1))
            if (paths.TryGetValue(tensor[..cut], out var other)) return other + tensor[cut..];
        return null;
    }
}
