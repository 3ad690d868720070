using System.Text.Json.Serialization;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

public enum PictureVisibility { Private, Public }

/// <summary>How one picture is sampled; everything needed to make it again.</summary>
public sealed record PictureSettings
{
    /// <summary>1 to 600 characters.</summary>
    public required string Prompt { get; init; }
    public string NegativePrompt { get; init; } = "";

    /// <summary>Pixels; which sizes there are, the installed model decides.</summary>
    public int Width { get; init; } = 128;
    public int Height { get; init; } = 128;

    /// <summary>1 to 150; over a start picture the share of them that its strength says.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>0 to 30.</summary>
    public float GuidanceScale { get; init; } = 2;
    public long Seed { get; init; }

    /// <summary>Blends another seed's noise into that of <see cref="Seed"/>; null leaves it alone.</summary>
    public PictureVariation? Variation { get; init; }
    public string Scheduler { get; init; } = "dpm++2m";

    /// <summary>Last layers of the text encoder that are left out; 0 none.</summary>
    public int ClipSkip { get; init; }

    /// <summary>Whether the recipe's concepts are taken as they are once they were made quiet on each other (<see cref="Settlings"/>).</summary>
    public bool IsSettled { get; init; }

    /// <summary>Drawn over; null draws from noise alone.</summary>
    public StartPicture? Start { get; init; }

    /// <summary>The settings of one picture of several, from 0: the next seed for each, or the next variation of the same seed.</summary>
    public PictureSettings Of(int place) =>
        Variation is { } variation ? this with { Variation = variation with { Seed = variation.Seed + place } } : this with { Seed = Seed + place };
}

/// <summary>A picture like that of a seed, but not the same.</summary>
/// <param name="Seed">The seed whose start noise is blended in.</param>
/// <param name="Strength">How much of it: above 0, and 1 is its start noise alone.</param>
public sealed record PictureVariation(long Seed, double Strength);

/// <summary>A picture to draw over, cut to the size that is drawn.</summary>
/// <param name="Blob">Uploaded by the member for this, or any picture that the member may see.</param>
/// <param name="Strength">How much of it is drawn anew: above 0, and 1 leaves nothing of it.</param>
public sealed record StartPicture(string Blob, double Strength);

/// <summary>One row of a recipe. A switched-off entry stays in the recipe and takes no part in the merge.</summary>
/// <param name="ConceptId">The concept.</param>
/// <param name="Version">Its version number, from 1.</param>
/// <param name="Strength">0 to 2; 1 is as trained.</param>
/// <param name="Enabled">Whether it takes part.</param>
public sealed record RecipeEntry(Guid ConceptId, int Version, float Strength, bool Enabled = true)
{
    /// <summary>The part of the picture that its words are for; null is all of it.</summary>
    public RecipeRegion? Region { get; init; }
}

/// <summary>A part of a picture, in percent of its width and height from the top left corner.</summary>
public sealed record RecipeRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>The smallest side.</summary>
    public const int Least = 10;

    /// <summary>Whether it lies in the picture and is large enough.</summary>
    [JsonIgnore]
    public bool IsGood => Left >= 0 && Top >= 0 && Width >= Least && Height >= Least && Left + Width <= 100 && Top + Height <= 100;
}

/// <summary>A recipe entry with what the engine and the seat map need.</summary>
public sealed record ResolvedEntry(
    Guid ConceptId, Guid VersionId, int Version, string Name, string TriggerWord, string ClassWord,
    string AdapterBlob, int ConceptNumber, float Strength)
{
    public RecipeRegion? Region { get; init; }

    /// <summary>How a prompt does without it; orders of before do not say.</summary>
    public ConceptKind Kind { get; init; }

    internal static ResolvedEntry Of(ConceptVersion version, float strength) => new(
        version.ConceptId, version.Id, version.Number, version.Concept.Name, version.Concept.TriggerWord, version.Concept.ClassWord,
        version.AdapterBlob, version.ConceptNumber, strength)
    { Kind = version.Concept.Kind };
}

/// <summary>What the composer submits.</summary>
public sealed record Composition
{
    public required PictureSettings Settings { get; init; }
    public IReadOnlyList<RecipeEntry> Recipe { get; init; } = [];

    /// <summary>Pictures, as <see cref="PictureSettings.Of"/> counts them; 1 to 16.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Draws a grid in the place of <see cref="Count"/> pictures; null draws those.</summary>
    public GridPlan? Grid { get; init; }

    /// <summary>A public picture is listed on the pages of the concepts in it.</summary>
    public PictureVisibility Visibility { get; init; }
}

/// <summary>A recipe looked up: what can be merged, and a sentence for each entry that cannot.</summary>
public sealed record ResolvedRecipe(IReadOnlyList<ResolvedEntry> Parts, IReadOnlyList<RecipeProblem> Problems);

public sealed record RecipeProblem(Guid ConceptId, string Sentence);
