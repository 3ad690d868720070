using System.Text.Json.Serialization;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

public enum JobKind { Train, Generate, Niche, Settle, Measure }

public enum JobState { Queued, Running, Succeeded, Failed, Cancelled }

/// <summary>What a job is asked to do; stored as JSON in its row.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "job")]
[JsonDerivedType(typeof(TrainingOrder), "train")]
[JsonDerivedType(typeof(NicheOrder), "niche")]
[JsonDerivedType(typeof(SettleOrder), "settle")]
[JsonDerivedType(typeof(MeasureOrder), "measure")]
[JsonDerivedType(typeof(GenerationOrder), "generate")]
public abstract record JobOrder;

/// <summary>Train one concept. <see cref="ConceptNumber"/> is confirmed (or reserved anew) each time the job goes to a worker.</summary>
public sealed record TrainingOrder : JobOrder
{
    public required Guid DraftId { get; init; }

    /// <summary>The concept that gets a new version; null when a concept comes of it.</summary>
    public Guid? VersionOf { get; init; }
    public required InstalledModel Model { get; init; }
    public required int ConceptNumber { get; init; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required IReadOnlyList<CaptionedPicture> Pictures { get; init; }

    /// <summary>The LoRA to distil, in the place of pictures; null for a training from pictures.</summary>
    public LoraLesson? Lora { get; init; }

    /// <summary>Adapters of published concepts, which this one learns to be quiet beside.</summary>
    public IReadOnlyList<string> Strangers { get; init; } = [];
    public required TrainingChoices Choices { get; init; }
}

/// <summary>Project a LoRA into its niche. Needs no concept number: it stays an ordinary LoRA.</summary>
public sealed record NicheOrder : JobOrder
{
    public required Guid DraftId { get; init; }
    public required InstalledModel Model { get; init; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required LoraLesson Lora { get; init; }
}

/// <summary>Make concepts quiet on each other.</summary>
public sealed record SettleOrder : JobOrder
{
    public required InstalledModel Model { get; init; }

    /// <summary>As the composer edits it; all of it is settled, switched-off entries too.</summary>
    public required IReadOnlyList<RecipeEntry> Recipe { get; init; }
    public required IReadOnlyList<ResolvedEntry> Parts { get; init; }
}

/// <summary>Measure how much of a concept is left when it is merged with others.</summary>
public sealed record MeasureOrder : JobOrder
{
    public required InstalledModel Model { get; init; }
    public required ResolvedEntry Part { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<ResolvedEntry> Companions { get; init; }

    /// <summary>Pictures that show what the concept is, with captions that stand without it.</summary>
    public required IReadOnlyList<CaptionedPicture> Own { get; init; }
    public required IReadOnlyList<KeptPrompt> Prompts { get; init; }
}

/// <summary>A brought LoRA in the blob store.</summary>
/// <param name="Blob">The file.</param>
/// <param name="EmbeddingBlob">The textual-inversion file that belongs to it, or null.</param>
/// <param name="Words">What its own prompts call the concept; empty when it needs no word.</param>
public sealed record LoraLesson(string Blob, string? EmbeddingBlob, string Words);

/// <summary>A picture in the blob store with its caption; the caption holds the trigger word.</summary>
public sealed record CaptionedPicture(string Blob, string Caption);

/// <summary>What a member may choose about a training.</summary>
public sealed record TrainingChoices
{
    /// <summary>10 to 4000.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Steps between sample pictures; at least 5.</summary>
    public int SampleEvery { get; init; } = 40;
    public int Seed { get; init; }
}

/// <summary>Make pictures. Only enabled recipe entries are in <see cref="Parts"/>, each resolved to a stored adapter; of a grid also those that only some of its pictures use.</summary>
public sealed record GenerationOrder : JobOrder
{
    public required InstalledModel Model { get; init; }
    public required PictureSettings Settings { get; init; }

    /// <summary>The recipe as the composer edits it, switched-off entries included.</summary>
    public required IReadOnlyList<RecipeEntry> Recipe { get; init; }
    public required IReadOnlyList<ResolvedEntry> Parts { get; init; }

    /// <summary>Pictures, as <see cref="PictureSettings.Of"/> counts them.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Draws these pictures in the place of <see cref="Count"/>, and a sheet of them.</summary>
    public OrderedGrid? Grid { get; init; }
    public PictureVisibility Visibility { get; init; }
}

/// <summary>What came of a job; stored as JSON in its row.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(AdapterTrained), "adapter")]
[JsonDerivedType(typeof(NicheMade), "niche")]
[JsonDerivedType(typeof(RecipeSettled), "settled")]
[JsonDerivedType(typeof(ConceptMeasured), "measured")]
[JsonDerivedType(typeof(PictureMade), "picture")]
public abstract record JobOutcome;

/// <param name="AdapterBlob">The adapter file in the blob store.</param>
/// <param name="ConceptNumber">The number its codeword was computed from; must be the reserved one.</param>
/// <param name="Training">How it went.</param>
public sealed record AdapterTrained(string AdapterBlob, int ConceptNumber, TrainingSummary Training) : JobOutcome;

/// <param name="LoraBlob">The projected LoRA's file in the blob store.</param>
/// <param name="Likeness">What it keeps.</param>
/// <param name="Projected">How many of its layers were projected.</param>
/// <param name="Layers">All its layers.</param>
public sealed record NicheMade(string LoraBlob, LoraLikeness Likeness, int Projected, int Layers) : JobOutcome;

/// <param name="Adapters">Of each concept.</param>
/// <param name="Gain">What it gained.</param>
public sealed record RecipeSettled(IReadOnlyList<QuietAdapter> Adapters, SettlingGain Gain) : JobOutcome;

/// <param name="Kept">What is left of the concept, 0 to 1; null without a figure. Its pictures are with the report.</param>
public sealed record ConceptMeasured(double? Kept) : JobOutcome;

/// <param name="ConceptId">Whose.</param>
/// <param name="Blob">The adapter file in the blob store.</param>
public sealed record QuietAdapter(Guid ConceptId, string Blob);

/// <summary>The first picture, and those after it in the order of their seeds; of a grid the sheet, and its pictures row by row.</summary>
public sealed record PictureMade(Guid PictureId, string Blob) : JobOutcome
{
    public IReadOnlyList<MadePicture> Further { get; init; } = [];

    [JsonIgnore]
    public IReadOnlyList<MadePicture> All => [new(PictureId, Blob), .. Further];
}

/// <param name="PictureId">Its row.</param>
/// <param name="Blob">The PNG in the blob store.</param>
public sealed record MadePicture(Guid PictureId, string Blob);
