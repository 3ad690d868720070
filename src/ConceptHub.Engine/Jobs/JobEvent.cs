using System.Text.Json.Serialization;
using ConceptHub.Diffusion.Importing;

namespace ConceptHub.Engine;

/// <summary>What a worker tells about a job. Exactly one of the last seven cases ends it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Preview), "preview")]
[JsonDerivedType(typeof(Metric), "metric")]
[JsonDerivedType(typeof(Sample), "sample")]
[JsonDerivedType(typeof(PictureMade), "picture")]
[JsonDerivedType(typeof(AdapterMade), "adapter")]
[JsonDerivedType(typeof(NicheMade), "niche")]
[JsonDerivedType(typeof(RecipeSettled), "settled")]
[JsonDerivedType(typeof(ConceptMeasured), "measured")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
public abstract record JobEvent
{
    private protected JobEvent(JobTicket ticket) => Ticket = ticket;

    public JobTicket Ticket { get; }

    /// <summary>Whether nothing more will be said about this ticket.</summary>
    [JsonIgnore]
    public bool IsLast => this is PictureMade or AdapterMade or NicheMade or RecipeSettled or ConceptMeasured or Failed or Cancelled;

    public sealed record Accepted(JobTicket Ticket) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Step">Finished steps.</param>
    /// <param name="Of">All steps.</param>
    /// <param name="Phase">Out of <see cref="JobPhase"/>.</param>
    /// <param name="SecondsLeft">Null while unknown.</param>
    public sealed record Progress(JobTicket Ticket, int Step, int Of, string Phase, double? SecondsLeft) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Step">The denoising step it was taken after.</param>
    /// <param name="Frame">A small JPEG picture of the half-drawn state.</param>
    public sealed record Preview(JobTicket Ticket, int Step, byte[] Frame) : JobEvent(Ticket);

    /// <summary>A point of the loss curve; points in between are left out when steps are quick.</summary>
    public sealed record Metric(JobTicket Ticket, int Step, double Loss, double EraseLoss) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Step">The training step it was drawn after.</param>
    /// <param name="Png">The picture.</param>
    public sealed record Sample(JobTicket Ticket, int Step, byte[] Png) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Blob">The PNG in the blob store; of several pictures the first, of a grid the sheet.</param>
    /// <param name="UnknownWords">Words of the prompt that the model never saw; they do little.</param>
    public sealed record PictureMade(JobTicket Ticket, string Blob, IReadOnlyList<string> UnknownWords) : JobEvent(Ticket)
    {
        /// <summary>The pictures after the first, in the order of their seeds; of a grid its cells, row by row.</summary>
        public IReadOnlyList<string> FurtherBlobs { get; init; } = [];
    }

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Blob">The adapter file in the blob store.</param>
    /// <param name="ConceptNumber">Whose blocks it holds.</param>
    /// <param name="FinalLoss">Mean over the last steps; null when nothing was measured.</param>
    /// <param name="Seconds">Time of this attempt.</param>
    public sealed record AdapterMade(JobTicket Ticket, string Blob, int ConceptNumber, double? FinalLoss, double Seconds) : JobEvent(Ticket)
    {
        /// <summary>What is kept of the LoRA that it was distilled from; null when it was trained from pictures.</summary>
        public ImportJudgement? Judgement { get; init; }
    }

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Blob">The projected LoRA's file in the blob store, in kohya's spelling.</param>
    /// <param name="Judgement">What it keeps.</param>
    /// <param name="Projected">How many of its layers were projected.</param>
    /// <param name="Layers">All its layers.</param>
    public sealed record NicheMade(JobTicket Ticket, string Blob, ImportJudgement Judgement, int Projected, int Layers) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Adapters">The settled adapters, in the order of the request.</param>
    /// <param name="Crosstalk">How much the others move what a concept says, before and after.</param>
    public sealed record RecipeSettled(JobTicket Ticket, IReadOnlyList<SettledAdapter> Adapters, SettledCrosstalk Crosstalk) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Kept">What is left of the concept among others, 0 to 1; null where nothing says how alike pictures are.</param>
    /// <param name="Pictures">In the order of the prompts.</param>
    public sealed record ConceptMeasured(JobTicket Ticket, double? Kept, IReadOnlyList<MeasuredPair> Pictures) : JobEvent(Ticket);

    /// <param name="Ticket">The hand-out.</param>
    /// <param name="Code">Out of <see cref="FailureCode"/>.</param>
    /// <param name="Sentence">For the member.</param>
    /// <param name="Detail">For the operator's log only.</param>
    public sealed record Failed(JobTicket Ticket, string Code, string Sentence, string? Detail) : JobEvent(Ticket);

    public sealed record Cancelled(JobTicket Ticket) : JobEvent(Ticket);
}

/// <param name="ConceptId">Whose.</param>
/// <param name="Blob">The adapter file in the blob store.</param>
public sealed record SettledAdapter(Guid ConceptId, string Blob);

/// <summary>Two pictures of one prompt and seed in the blob store, of the concept alone and of all merged.</summary>
public sealed record MeasuredPair(string Alone, string Merged);

/// <summary>How far a concept in company is from what it says alone, as a share of what it changes; mean over the recipe.</summary>
public sealed record SettledCrosstalk(double Before, double After);

/// <summary>What a worker is doing, as stable words; pages turn them into sentences.</summary>
public static class JobPhase
{
    public const string Preparing = "preparing";
    public const string Denoising = "denoising";
    public const string Training = "training";
    /// <summary>Draws what a LoRA shows, to learn from or to measure by.</summary>
    public const string Drawing = "drawing";
    public const string Projecting = "projecting";
    public const string Measuring = "measuring";
    /// <summary>Makes concepts quiet on each other.</summary>
    public const string Settling = "settling";
    public const string Saving = "saving";
}
