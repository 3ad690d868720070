using ConceptHub.Catalog;

namespace ConceptHub.Web.Compose;

/// <summary>A recipe entry with what the page shows of it.</summary>
/// <param name="Concept">Null when this viewer may not see it any more.</param>
/// <param name="Problem">Why it cannot be merged, or null.</param>
public sealed record RecipeItem(RecipeEntry Entry, ConceptDetails? Concept, string? Problem)
{
    public ConceptVersionInfo? Version => Concept?.Versions.FirstOrDefault(version => version.Number == Entry.Version);

    public string Name => Concept?.Card.Name ?? ComposeTexts.ConceptGone;

    /// <summary>As it goes into a prompt: <c>&lt;mira&gt; person</c>.</summary>
    public string? Phrase => Concept is { Card: var card } ? $"{card.TriggerWord} {card.ClassWord}" : null;

    /// <summary>The looks of the version in the recipe, each with its whole phrase: <c>&lt;mira&gt; person in a coat</c>.</summary>
    public IEnumerable<(Look Look, string Phrase)> Looks => Version?.Looks.Select(look => (look, $"{Phrase} {look.Words}")) ?? [];

    /// <summary>All that may call it in a prompt, the longest first.</summary>
    public IEnumerable<string> Phrases => Phrase is { } phrase ? [.. Looks.Select(look => look.Phrase).OrderByDescending(words => words.Length), phrase] : [];

    /// <summary>A version that came out after the one in the recipe, or null.</summary>
    public ConceptVersionInfo? Newer => Version is { } version && Concept?.Versions[0] is { } newest && newest.Number > version.Number ? newest : null;

    public StrengthRange Range => Version?.Strength ?? StrengthRange.Usual;

    /// <summary>What it says about the licence of the result.</summary>
    public LicencedConcept Licenced => new(Name, Concept?.Card.CreatorId ?? Guid.Empty, Concept?.Card.CreatorName ?? "", Concept?.Licence);

    /// <summary>Takes part in the next picture.</summary>
    public bool IsUsed => Entry.Enabled && Problem is null && Version is not null;
}
