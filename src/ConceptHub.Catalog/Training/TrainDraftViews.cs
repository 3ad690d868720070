using System.Diagnostics;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>Draft: still edited. Training: a job is queued or runs. Trained: an adapter waits to be published. Published: done.</summary>
public enum DraftState { Draft, Training, Trained, Published }

/// <summary>What the train wizard edits; kept in the database so that a reload loses nothing.</summary>
public sealed record TrainDraftInfo
{
    public required Guid Id { get; init; }
    public required DraftState State { get; init; }
    public required DraftDescription Description { get; init; }
    public required IReadOnlyList<DraftPictureInfo> Pictures { get; init; }

    /// <summary>The concept that gets a new version; null in a draft of a new concept.</summary>
    public DraftConcept? VersionOf { get; init; }

    /// <summary>What is learned from in the place of pictures; null in a draft of pictures.</summary>
    public required BroughtLora? Lora { get; init; }

    /// <summary>A ready adapter, which is neither trained nor distilled; null in all other drafts.</summary>
    public required BroughtAdapter? Adapter { get; init; }

    /// <summary>The projection of the LoRA, running or over, if any.</summary>
    public required Guid? NicheJobId { get; init; }

    /// <summary>The job that trains or trained it, if any.</summary>
    public required Guid? JobId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A concept that is to get a new version.</summary>
/// <param name="Problem">Why it cannot get one now; null while it can.</param>
public sealed record DraftConcept(Guid Id, string Name, string Slug, string? Problem);

/// <summary>The words of a draft.</summary>
public sealed record DraftDescription
{
    public ConceptKind Kind { get; init; } = ConceptKind.Person;

    /// <summary>2 to 32 of letters, digits and dashes, with or without angle brackets; unique among living concepts.</summary>
    public string TriggerWord { get; init; } = "";

    /// <summary>The ordinary word for such a thing: person, dog, room, drawing.</summary>
    public string ClassWord { get; init; } = "";

    /// <summary>What the prompts of a brought LoRA call the concept, without the class word; empty when it needs no word. Ignored in a draft of pictures.</summary>
    public string LoraWords { get; init; } = "";
    public TrainingChoices Choices { get; init; } = new();
}

/// <param name="Id">The picture in the draft.</param>
/// <param name="Blob">Re-encoded, without metadata.</param>
/// <param name="Caption">Holds the trigger word once the training starts (it is added when missing).</param>
/// <param name="WidthPixels">Width as stored.</param>
/// <param name="HeightPixels">Height as stored.</param>
public sealed record DraftPictureInfo(Guid Id, string Blob, string Caption, int WidthPixels, int HeightPixels);

/// <summary>A file as it comes from a browser. The name is only ever shown, never used as a path.</summary>
public sealed record UploadedFile(string Name, Stream Content)
{
    private const int LongestName = 120;

    internal string ShortName => Name.Length <= LongestName ? Name : Name[..LongestName];
}

/// <summary>Answer to an upload: good files are in the draft, bad ones are named and nothing of them is stored.</summary>
public abstract record AddPicturesResult
{
    private AddPicturesResult() { }

    public sealed record Added(IReadOnlyList<DraftPictureInfo> Pictures, IReadOnlyList<FileProblem> Problems) : AddPicturesResult;

    public sealed record NotFound : AddPicturesResult;

    /// <summary>The draft trains already or is published.</summary>
    public sealed record Closed(DraftState State) : AddPicturesResult;

    public T Match<T>(Func<Added, T> added, Func<NotFound, T> notFound, Func<Closed, T> closed) => this switch
    {
        Added it => added(it),
        NotFound it => notFound(it),
        Closed it => closed(it),
        _ => throw new UnreachableException(),
    };
}

/// <param name="FileName">As the browser gave it.</param>
/// <param name="Sentence">What is wrong, for the member.</param>
public sealed record FileProblem(string FileName, string Sentence);

/// <summary>A ready-made set of training pictures for newcomers.</summary>
public sealed record ExampleSet(string Slug, string Name, ConceptKind Kind, string TriggerWord, string ClassWord, int Pictures);

/// <summary>What a member says when publishing.</summary>
public sealed record PublishRequest
{
    /// <summary>2 to 60 characters.</summary>
    public required string Name { get; init; }
    public string Description { get; init; } = "";

    /// <summary>Separated by commas; see <see cref="ConceptWords.Tags"/>.</summary>
    public string Tags { get; init; } = "";
    public Licence Licence { get; init; } = Licence.Open;
    public AgeRating AgeRating { get; init; }
    public StrengthRange Strength { get; init; } = StrengthRange.Usual;

    /// <summary>Who is shown; must be said of a person, and is not kept of anything else.</summary>
    public Depiction? Depicts { get; init; }

    public Origin Origin { get; init; } = Origin.None;

    /// <summary>Up to <see cref="Catalog.Looks.Most"/>; those that say nothing are left out.</summary>
    public IReadOnlyList<Look> Looks { get; init; } = [];

    /// <summary>Blobs of samples of the training to show, or of pictures that came with a ready adapter, in order; empty shows the last ones.</summary>
    public IReadOnlyList<string> Showcase { get; init; } = [];

    /// <summary>Also show the training pictures to everyone.</summary>
    public bool ShowTrainingPictures { get; init; }

    /// <summary>Keeps it out of the catalog until then, up to a year; null publishes at once.</summary>
    public DateTimeOffset? PublishAt { get; init; }
}

/// <summary>Answer to publishing.</summary>
public abstract record PublishResult
{
    private PublishResult() { }

    public sealed record Published(Guid ConceptId, string Slug) : PublishResult;

    public sealed record TriggerTaken(string TriggerWord) : PublishResult;

    public sealed record Refused(IReadOnlyList<string> Problems) : PublishResult;

    public sealed record NotFound : PublishResult;

    public T Match<T>(Func<Published, T> published, Func<TriggerTaken, T> triggerTaken, Func<Refused, T> refused, Func<NotFound, T> notFound) => this switch
    {
        Published it => published(it),
        TriggerTaken it => triggerTaken(it),
        Refused it => refused(it),
        NotFound it => notFound(it),
        _ => throw new UnreachableException(),
    };
}
