using System.Text.Json.Serialization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Engine;

/// <summary>All that a worker needs to know; files are named by hash. Goes over the wire as JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TrainRequest), "train")]
[JsonDerivedType(typeof(NicheRequest), "niche")]
[JsonDerivedType(typeof(SettleRequest), "settle")]
[JsonDerivedType(typeof(MeasureRequest), "measure")]
[JsonDerivedType(typeof(GenerateRequest), "generate")]
[JsonDerivedType(typeof(GridRequest), "grid")]
public abstract record JobRequest
{
    public required JobTicket Ticket { get; init; }

    /// <summary>SHA-256 of the base model's weights; a worker with another model refuses.</summary>
    public required string BaseModelHash { get; init; }
}

/// <summary>Train one concept into the blocks of its number.</summary>
public sealed record TrainRequest : JobRequest
{
    public required IReadOnlyList<TrainPicture> Pictures { get; init; }

    /// <summary>The LoRA to distil, in the place of pictures; null for a training from pictures.</summary>
    public RequestedLora? Lora { get; init; }

    /// <summary>Adapters of other concepts, which this one learns to be quiet beside. Those that are gone are passed over.</summary>
    public IReadOnlyList<string> Strangers { get; init; } = [];

    /// <summary>As it stands in captions and prompts, angle brackets included.</summary>
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required ConceptKind Kind { get; init; }
    public required int ConceptNumber { get; init; }
    public required int Steps { get; init; }
    public int Seed { get; init; }

    /// <summary>Steps between sample pictures.</summary>
    public int SampleEvery { get; init; } = 40;

    /// <summary>What the samples show; null leaves it to the trainer.</summary>
    public string? SamplePrompt { get; init; }
}

/// <summary>A training picture in the blob store with its caption, which holds the trigger word.</summary>
public sealed record TrainPicture(string Blob, string Caption);

/// <summary>Project a LoRA into its niche: quieter on what it is not about, and still an ordinary LoRA.</summary>
public sealed record NicheRequest : JobRequest
{
    public required RequestedLora Lora { get; init; }

    /// <summary>Angle brackets included.</summary>
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required ConceptKind Kind { get; init; }
}

/// <summary>Make the concepts of a recipe quiet on each other: none answers any more what is meant for another.</summary>
public sealed record SettleRequest : JobRequest
{
    /// <summary>At least two concepts; strengths do not matter. Their order decides the last bits of the result.</summary>
    public required IReadOnlyList<RecipeAdapter> Recipe { get; init; }
}

/// <summary>Draw a concept alone and merged with others, and tell how much of it is left.</summary>
public sealed record MeasureRequest : JobRequest
{
    public required RecipeAdapter Concept { get; init; }
    public required IReadOnlyList<RecipeAdapter> Companions { get; init; }

    /// <summary>Pictures that show what the concept is, with captions that stand without it. Those that are gone are passed over; without any there is no figure.</summary>
    public required IReadOnlyList<TrainPicture> Own { get; init; }

    /// <summary>Each is drawn twice.</summary>
    public required IReadOnlyList<MeasurePrompt> Prompts { get; init; }
    public required int Steps { get; init; }
    public required string Scheduler { get; init; }
}

/// <param name="Text">Calls the concept, and none of the others.</param>
/// <param name="Plain">The same without the concept.</param>
public sealed record MeasurePrompt(string Text, string Plain, long Seed);

/// <summary>A member's LoRA.</summary>
/// <param name="Blob">The file in the blob store.</param>
/// <param name="EmbeddingBlob">The textual-inversion file that belongs to it, or null.</param>
/// <param name="Words">What its own prompts call the concept; empty when it needs no word. Ignored when there is an embedding.</param>
public sealed record RequestedLora(string Blob, string? EmbeddingBlob, string Words);

/// <summary>Draw pictures; what a device cannot take it refuses with a sentence.</summary>
public sealed record GenerateRequest : JobRequest
{
    public required string Prompt { get; init; }
    public string NegativePrompt { get; init; } = "";
    public required int WidthPixels { get; init; }
    public required int HeightPixels { get; init; }
    public required int Steps { get; init; }
    public required float GuidanceScale { get; init; }
    public required long Seed { get; init; }

    /// <summary>Blends another seed's noise into the start noise; null leaves it alone.</summary>
    public SeedVariation? Variation { get; init; }
    public required string Scheduler { get; init; }

    /// <summary>Pictures, with the seeds from <see cref="Seed"/> up; with a variation, with variations from its seed up.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Last layers of the text encoder that are left out.</summary>
    public int ClipSkip { get; init; }

    /// <summary>A picture in the blob store to draw over, cut to the size drawn; null for none.</summary>
    public string? StartBlob { get; init; }

    /// <summary>How much of it is drawn anew, 0 to 1; ignored without one.</summary>
    public double Strength { get; init; } = 0.8;

    /// <summary>The concepts to merge, each once.</summary>
    public IReadOnlyList<RecipeAdapter> Recipe { get; init; } = [];

    /// <summary>Also merges those that the prompt does not call, which is for measuring: usually they are left out, since they are meant to change nothing.</summary>
    public bool MergesAll { get; init; }
}

/// <summary>Draw pictures that differ, each as its request says, and a sheet of them all.</summary>
public sealed record GridRequest : JobRequest
{
    /// <summary>Labels from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Labels from top to bottom; a single empty one for a strip.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>One picture each, row by row, all of one size.</summary>
    public required IReadOnlyList<GenerateRequest> Cells { get; init; }
}

/// <param name="ConceptId">The concept.</param>
/// <param name="Name">For messages to the member.</param>
/// <param name="AdapterBlob">The adapter file in the blob store.</param>
/// <param name="Strength">1 is as trained.</param>
public sealed record RecipeAdapter(Guid ConceptId, string Name, string AdapterBlob, float Strength)
{
    /// <summary>The part of the picture that its words are for; null is all of it.</summary>
    public PictureBox? Region { get; init; }
}
