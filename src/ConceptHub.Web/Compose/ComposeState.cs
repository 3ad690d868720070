using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Compose;

/// <summary>All that the composer edits. It lives in the page's address, so a reload or a shared link brings it back.</summary>
public sealed class ComposeState
{
    public List<RecipeEntry> Recipe { get; init; } = [];
    public string Prompt { get; set; } = "";
    public string NegativePrompt { get; set; } = "";
    public int Steps { get; set; } = 20;

    /// <summary>Null is the model's own.</summary>
    public float? GuidanceScale { get; set; }
    public long Seed { get; set; } = 1;

    /// <summary>A locked seed stays; an open one is drawn anew for each picture.</summary>
    public bool IsSeedLocked { get; set; }

    /// <summary>Blends another seed's noise into that of the locked seed; null draws the seed itself.</summary>
    public PictureVariation? Variation { get; set; }

    /// <summary>A kept variation stays; an open one is drawn anew for each picture.</summary>
    public bool IsVariationKept { get; set; }
    public string Scheduler { get; set; } = "dpm++2m";

    /// <summary>Pixels; 0 is the model's own size.</summary>
    public int Width { get; set; }
    public int Height { get; set; }

    /// <summary>Pictures of one job, each with the next seed.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Last layers of the text encoder that are left out.</summary>
    public int ClipSkip { get; set; }

    /// <summary>Takes the concepts as they are once they were made quiet on each other.</summary>
    public bool IsSettled { get; set; }

    /// <summary>A picture to draw over, or null.</summary>
    public StartPicture? Start { get; set; }
    public bool IsPublic { get; set; }

    /// <summary>The saved recipe that this was made from, or null: what is saved now is its remix.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>Shows the recipe by kind; order and picture are the same.</summary>
    public bool IsGrouped { get; set; }

    /// <summary>The member's preset that the settings began with.</summary>
    public Guid? PresetId { get; set; }

    /// <summary>The picture that is being made or was made last.</summary>
    public Guid? JobId { get; set; }

    /// <param name="choices">Of the installed model, whose own size and guidance stand in for none.</param>
    public Composition ToComposition(DrawingChoices choices) => new()
    {
        Settings = new PictureSettings
        {
            Prompt = Prompt.Trim(),
            NegativePrompt = NegativePrompt.Trim(),
            Width = Width == 0 ? choices.Sizes.OwnWidth : Width,
            Height = Height == 0 ? choices.Sizes.OwnHeight : Height,
            Steps = Steps,
            GuidanceScale = GuidanceScale ?? choices.OwnGuidanceScale,
            Seed = Seed,
            Variation = IsSeedLocked ? Variation : null,
            Scheduler = Scheduler,
            ClipSkip = ClipSkip,
            IsSettled = IsSettled,
            Start = Start,
        },
        Recipe = [.. Recipe],
        Count = Count,
        Visibility = IsPublic ? PictureVisibility.Public : PictureVisibility.Private,
    };

    /// <summary>Everything that a picture was made with, and nothing else: what it does not say goes back to its default.</summary>
    public static ComposeState From(PictureSettings settings, IEnumerable<RecipeEntry> recipe) => new()
    {
        Recipe = [.. recipe],
        Prompt = settings.Prompt,
        NegativePrompt = settings.NegativePrompt,
        Steps = settings.Steps,
        GuidanceScale = settings.GuidanceScale,
        Seed = settings.Seed,
        IsSeedLocked = true,
        Variation = settings.Variation,
        IsVariationKept = settings.Variation is not null,
        Scheduler = settings.Scheduler,
        Width = settings.Width,
        Height = settings.Height,
        ClipSkip = settings.ClipSkip,
        IsSettled = settings.IsSettled,
        Start = settings.Start,
    };

    /// <summary>Keeps the seed and the variation of a picture.</summary>
    public void KeepSeed(PictureSettings drawn)
    {
        (Seed, IsSeedLocked) = (drawn.Seed, true);
        (Variation, IsVariationKept) = (drawn.Variation, drawn.Variation is not null);
    }

    /// <summary>What is left to chance for the next picture: an open seed, else an open variation of it.</summary>
    public void DrawLots()
    {
        if (!IsSeedLocked) Seed = Random.Shared.Next();
        else if (Variation is { } variation && !IsVariationKept) Variation = variation with { Seed = Random.Shared.Next() };
    }

    /// <summary>"6d0e…~2~0.85~off~at0.0.50.100": concept, version, strength, "off" when switched off, its region when it has one.</summary>
    internal static string Write(RecipeEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{entry.ConceptId:N}~{entry.Version}~{entry.Strength:0.##}{(entry.Enabled ? "" : "~off")}{(entry.Region is { } region ? $"~at{Write(region)}" : "")}");

    /// <summary>Null for anything that <see cref="Write(RecipeEntry)"/> does not write.</summary>
    internal static RecipeEntry? Read(string text) => text.Split('~') switch
    {
        [var id, var version, var strength, .. var rest]
            when Guid.TryParseExact(id, "N", out var concept)
            && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && float.TryParse(strength, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight <= 2
            => new RecipeEntry(concept, number, weight, !rest.Contains("off")) { Region = rest is [.., ['a', 't', .. var at]] ? ReadRegion(at) : null },
        _ => null,
    };

    /// <summary>"0.0.50.100": left, top, width, height in percent.</summary>
    internal static string Write(RecipeRegion region) => string.Create(CultureInfo.InvariantCulture, $"{region.Left}.{region.Top}.{region.Width}.{region.Height}");

    /// <summary>Null for anything but a good region.</summary>
    internal static RecipeRegion? ReadRegion(string text)
    {
        var numbers = text.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers is [var left, var top, var width, var height] && new RecipeRegion(left, top, width, height) is { IsGood: true } region ? region : null;
    }
}
