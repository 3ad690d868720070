namespace ConceptHub.BlockLora;

/// <summary>What an adapter file says besides the adapter; all of it goes to <c>modelspec.*</c> for other tools to show.</summary>
public sealed record AdapterFileOptions
{
    /// <summary>
    /// Default F32, so that a merge from the file equals a merge from memory bit for bit.
    /// F16 and BF16 halve the file and round every number.
    /// </summary>
    public SafetensorsType Storage { get; init; } = SafetensorsType.F32;

    /// <summary>Default: trigger word and class word.</summary>
    public string? Title { get; init; }

    public string? Author { get; init; }

    public string? Description { get; init; }

    public string? License { get; init; }

    public DateTimeOffset? Date { get; init; }

    /// <summary>ModelSpec architecture, for example <c>stable-diffusion-v1/lora</c>; left out by default, as the embedded model has no registered name.</summary>
    public string? Architecture { get; init; }
}
