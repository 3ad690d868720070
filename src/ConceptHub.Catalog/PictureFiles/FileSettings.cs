namespace ConceptHub.Catalog;

/// <summary>How a picture was made, as its file says it; null is what the file does not say.</summary>
public sealed record FileSettings
{
    /// <summary>The program that wrote it, as people call it.</summary>
    public required string Source { get; init; }

    /// <summary>Without tags that call LoRAs: those are in <see cref="Concepts"/>.</summary>
    public string? Prompt { get; init; }
    public string? NegativePrompt { get; init; }
    public int? Steps { get; init; }
    public NamedSampler? Sampler { get; init; }
    public double? GuidanceScale { get; init; }

    /// <summary>Other programs count to 2⁶⁴ - 1.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }
    public int? Height { get; init; }

    /// <summary>Last layers of the text encoder that are left out, as this hub counts: others say one more.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>Share that was drawn anew over another picture; null or 1 when it was drawn from noise.</summary>
    public double? Denoise { get; init; }

    /// <summary>Name of the base model, without folder and ending.</summary>
    public string? Model { get; init; }

    /// <summary>The beginning of the base model's SHA-256, lower-case hex.</summary>
    public string? ModelHash { get; init; }
    public IReadOnlyList<FileConcept> Concepts { get; init; } = [];

    /// <summary>Names of settings that mean nothing here.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>All settings, exactly: in pictures of a hub. Null in those of other programs.</summary>
    public PictureSettings? Exact { get; init; }
}

/// <summary>A sampler as a file names it.</summary>
/// <param name="Said">With its schedule.</param>
/// <param name="Scheduler">The most similar one of this hub, or null.</param>
/// <param name="IsExact">Whether it is the same.</param>
public sealed record NamedSampler(string Said, string? Scheduler, bool IsExact);

/// <summary>A LoRA or concept that took part in a picture, as the file names it.</summary>
/// <param name="Name">Without folder and ending.</param>
/// <param name="Strength">1 is as trained.</param>
public sealed record FileConcept(string Name, double Strength)
{
    /// <summary>Concept and version on the hub that drew the picture.</summary>
    public Guid? ConceptId { get; init; }
    public int? Version { get; init; }
    public bool Enabled { get; init; } = true;

    /// <summary>The beginning of its file's SHA-256, lower-case hex; other programs have hashes of other kinds, too.</summary>
    public string? Hash { get; init; }
    public string? Trigger { get; init; }

    /// <summary>Its place in the picture; other programs have none.</summary>
    public RecipeRegion? Region { get; init; }
}
