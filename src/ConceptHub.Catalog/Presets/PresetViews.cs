using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>What a preset keeps of the composer: everything but the start picture, and recipe and prompt only when asked for.</summary>
public sealed record PresetSettings
{
    public string NegativePrompt { get; init; } = "";
    public int Steps { get; init; }

    /// <summary>Null takes the model's own.</summary>
    public float? GuidanceScale { get; init; }

    /// <summary>Null draws a new one for each picture.</summary>
    public long? Seed { get; init; }

    /// <summary>Ignored without a seed.</summary>
    public PictureVariation? Variation { get; init; }

    /// <summary>The same variation each time; else its seed says nothing.</summary>
    public bool KeepsVariation { get; init; }
    public string Scheduler { get; init; } = "";

    /// <summary>Pixels; 0 is the model's own size.</summary>
    public int Width { get; init; }
    public int Height { get; init; }
    public int Count { get; init; } = 1;
    public int ClipSkip { get; init; }
    public PictureVisibility Visibility { get; init; }

    /// <summary>Null leaves recipe and prompt alone.</summary>
    public PresetWords? Words { get; init; }
}

/// <summary>Recipe and prompt of a preset that keeps them; equal when both are, entry by entry.</summary>
public sealed record PresetWords(string Prompt, IReadOnlyList<RecipeEntry> Recipe)
{
    /// <summary>See <see cref="PictureSettings.IsSettled"/>.</summary>
    public bool IsSettled { get; init; }

    public bool Equals(PresetWords? other) => other is not null && Prompt == other.Prompt && IsSettled == other.IsSettled && Recipe.SequenceEqual(other.Recipe);

    public override int GetHashCode() => HashCode.Combine(Prompt, Recipe.Count);
}

/// <summary>A preset as its owner sees it.</summary>
public sealed record PresetInfo(Guid Id, string Name, PresetSettings Settings);

/// <summary>Answer to keeping a preset under a new name.</summary>
public abstract record KeepPresetResult
{
    private KeepPresetResult() { }

    public sealed record Kept(PresetInfo Preset) : KeepPresetResult;

    /// <param name="Sentence">What is wrong with it, for the member.</param>
    public sealed record Refused(string Sentence) : KeepPresetResult;

    public T Match<T>(Func<Kept, T> kept, Func<Refused, T> refused) => this switch
    {
        Kept it => kept(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
