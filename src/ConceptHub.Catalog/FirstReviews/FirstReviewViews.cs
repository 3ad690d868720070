namespace ConceptHub.Catalog;

/// <summary>Section <c>Hub:FirstReviews</c> of the settings: whether moderators look at what new members publish before others do.</summary>
public sealed record FirstReviewOptions
{
    public const int MostConcepts = 100;

    /// <summary>Default false, as it suits a hub among friends; a hub that strangers may join wants true.</summary>
    public bool IsOn { get; init; }

    /// <summary>How many concepts of a member must be approved before they publish freely, 1 to 100; default 1. Ignored unless <see cref="IsOn"/>.</summary>
    public int Concepts { get; init; } = 1;

    /// <summary>A sentence about what is wrong with it, or null.</summary>
    public string? Problem => Concepts is < 1 or > MostConcepts ? $"Hub:FirstReviews:Concepts is {Concepts}; it goes from 1 to {MostConcepts}. To publish without review, set Hub:FirstReviews:IsOn to false." : null;
}

/// <summary>A concept that waits for a moderator.</summary>
/// <param name="Concept">As moderators describe items.</param>
/// <param name="TriggerWord">What prompts call it.</param>
/// <param name="Pictures">What it shows.</param>
/// <param name="AskedAt">Since when it waits, as it is now.</param>
/// <param name="Approved">How many concepts of its owner were approved before.</param>
public sealed record WaitingConcept(ReportedItem Concept, string TriggerWord, string Description, IReadOnlyList<string> Pictures, DateTimeOffset AskedAt, int Approved);
