using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>Published: in the catalog. Hidden: by a moderator. Deleted: for good. Unpublished: kept out of the catalog by its creator. Awaiting: a moderator looks at it first.</summary>
public enum ConceptState { Published, Hidden, Deleted, Unpublished, Awaiting }

public enum AgeRating { Everyone, Teen, Adult }

/// <summary>What others may earn with: none, pictures they made, a paid service, the adapter itself.</summary>
[Flags]
public enum CommercialUse { None = 0, Pictures = 1, Service = 2, Sell = 4 }

/// <summary>What the hub lets others do with a concept: have its file, draw with it, merge it with concepts of other creators, export it for other programs.</summary>
[Flags]
public enum HubUse { None = 0, Download = 1, Draw = 2, Merge = 4, Export = 8, All = Download | Draw | Merge | Export }

/// <summary>The four licence flags a creator sets, and what the hub itself lets others do.</summary>
/// <param name="UseWithoutCredit">Others need not name the creator.</param>
/// <param name="Commercial">What others may earn with.</param>
/// <param name="Derivatives">Others may merge it into something they publish.</param>
/// <param name="OtherLicenceForDerivatives">What they publish may carry other terms.</param>
public sealed record Licence(bool UseWithoutCredit, CommercialUse Commercial, bool Derivatives, bool OtherLicenceForDerivatives)
{
    public static Licence Open { get; } = new(true, CommercialUse.Pictures | CommercialUse.Service, true, true);

    /// <summary>All of it unless the creator says otherwise; see <see cref="UseControl"/>.</summary>
    public HubUse Uses { get; init; } = HubUse.All;
}

/// <summary>One tile of the catalog. <see cref="ConceptNumber"/> gives the seat glyph through the codebook.</summary>
public sealed record ConceptCard
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Slug { get; init; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required Guid CreatorId { get; init; }

    /// <summary>User name, as in <c>/u/{name}</c>.</summary>
    public required string CreatorName { get; init; }
    public required string CreatorDisplayName { get; init; }

    /// <summary>Blob of the first showcase picture, if there is one.</summary>
    public required string? Cover { get; init; }

    /// <summary>Its pictures are blurred until whoever looks asks for them.</summary>
    public bool IsForAdults { get; init; }
    public required int LatestVersion { get; init; }
    public required int ConceptNumber { get; init; }
    public required int PicturesMade { get; init; }
    public required int ReviewCount { get; init; }

    /// <summary>Mean of all reviews, 1 to 5; null without any.</summary>
    public required double? Stars { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>The concept page. A hidden or unpublished concept is shown to its owner, to whom they named as a collaborator, and to moderators only.</summary>
public sealed record ConceptDetails
{
    public required ConceptCard Card { get; init; }
    public required string Description { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required Licence Licence { get; init; }
    public required AgeRating AgeRating { get; init; }
    public required ConceptState State { get; init; }
    public required string? HiddenReason { get; init; }

    /// <summary>What a moderator keeps its owner from changing.</summary>
    public ConceptFields LockedFields { get; init; }

    /// <summary>When an unpublished concept comes into the catalog for the first time; null when nobody set a time.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>What was last said about who is shown; null for anything but a person, and where it was published before anybody was asked.</summary>
    public DepictionInfo? Depicted { get; init; }

    /// <summary>Whom it owes what, and what was built on it.</summary>
    public OriginInfo Origin { get; init; } = new("", [], []);
    public ConceptUsage Usage { get; init; } = new(0, 0, 0);

    /// <summary>Who works on it beside its owner; those who were only asked are told to the owner and to themselves.</summary>
    public IReadOnlyList<CollaboratorInfo> Collaborators { get; init; } = [];

    /// <summary>Newest first; never empty.</summary>
    public required IReadOnlyList<ConceptVersionInfo> Versions { get; init; }
    public required IReadOnlyList<ConceptPictureInfo> Showcase { get; init; }

    /// <summary>Only those the creator chose to show.</summary>
    public required IReadOnlyList<ConceptPictureInfo> TrainingExamples { get; init; }

    internal LicencedConcept Licenced => new(Card.Name, Card.CreatorId, Card.CreatorName, Licence);

    /// <summary>Whether this viewer may edit it and give it new versions.</summary>
    public bool MayEdit(Actor? viewer) => viewer is not null && (viewer.Id == Card.CreatorId || Collaborators.Any(person => person.MemberId == viewer.Id && person.HasAccepted));

    /// <summary>Whether this viewer was asked to work on it, and has not answered.</summary>
    public bool IsAsked(Actor? viewer) => viewer is not null && Collaborators.Any(person => person.MemberId == viewer.Id && !person.HasAccepted);

    /// <summary>Whether this viewer may take its files away.</summary>
    public bool MayDownload(Actor? viewer) => viewer?.CanModerate == true || UseControl.Grants(Licenced, HubUse.Download, viewer?.Id);

    /// <summary>Whether this viewer may put it into a recipe and draw.</summary>
    public bool MayDraw(Actor? viewer) => UseControl.Grants(Licenced, HubUse.Draw, viewer?.Id);
}

/// <summary>How much a concept was used, ever.</summary>
/// <param name="Pictures">Drawn with it.</param>
/// <param name="Recipes">Saved with it.</param>
/// <param name="Downloads">Of its files, by others than those who made it.</param>
public sealed record ConceptUsage(int Pictures, int Recipes, int Downloads);

/// <summary>One trained version. The adapter file lies in the blob store.</summary>
public sealed record ConceptVersionInfo(
    Guid Id, int Number, string AdapterBlob, long AdapterBytes, int ConceptNumber, string BaseModelHash,
    StrengthRange Strength, TrainingSummary? Training, DateTimeOffset CreatedAt)
{
    /// <summary>What is new in it, by its creator; empty in a first version.</summary>
    public string ChangeNote { get; init; } = "";
    public IReadOnlyList<Look> Looks { get; init; } = [];
}

/// <summary>Strengths for a recipe; all within 0..2.</summary>
public sealed record StrengthRange(float Recommended, float Min, float Max)
{
    public static StrengthRange Usual { get; } = new(1, 0, 2);
}

/// <summary>How a version was trained, as far as it is known.</summary>
public sealed record TrainingSummary(int Pictures, int Steps, double? FinalLoss, double? Seconds)
{
    /// <summary>What is kept of the LoRA that it was distilled from; null when it was trained from pictures.</summary>
    public LoraLikeness? Likeness { get; init; }
}

/// <summary>How much of a brought LoRA is kept, measured on sentences that nothing was learned from.</summary>
/// <param name="Kept">Share of the LoRA's effect on prompts with the concept; 1 keeps all, 0 or less is no better than the base model.</param>
/// <param name="Drift">How far prompts without the concept move, as a share of what the base model says; 0 is silent.</param>
/// <param name="LoraDrift">The same of the LoRA as it came.</param>
public sealed record LoraLikeness(double Kept, double Drift, double LoraDrift);

public sealed record ConceptPictureInfo(string Blob, string Caption, PictureSettings? Settings);
