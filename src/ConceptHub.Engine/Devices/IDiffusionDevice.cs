using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Engine;

/// <summary>A machine with a base model in it; the border to the hardware. Drawing and training run on one thread.</summary>
public interface IDiffusionDevice : IDisposable
{
    DeviceModel Model { get; }

    /// <summary>Words of the prompt that the base model never saw. Safe from any thread.</summary>
    IReadOnlyList<string> UnknownWords(string prompt);

    /// <summary>Which setting the model cannot take, and what it can, for the member; null when it can draw this. Safe from any thread.</summary>
    string? Problem(GenerateRequest request);

    /// <summary>Encodes the prompt and draws the start noise: a drawing that takes its steps beside others.</summary>
    /// <exception cref="JobRefusedException">The model cannot take a setting; says which, and what it can.</exception>
    IDrawing Begin(GenerateRequest request, LoadedDrawing files);

    /// <summary>One step of the first drawing and, in the same pass, of as many others as fit in with it; each as if it were alone.</summary>
    /// <param name="drawings">None of them over. Where this throws, none has moved.</param>
    /// <returns>Those that took a step.</returns>
    IReadOnlyList<IDrawing> Step(IReadOnlyList<IDrawing> drawings);

    /// <summary>How many pictures it decodes side by side.</summary>
    int DecodedTogether { get; }

    /// <summary>The pictures of drawings that are over, of each in the order of their seeds.</summary>
    IReadOnlyList<IReadOnlyList<RgbImage>> Finish(IReadOnlyList<IDrawing> drawings, CancellationToken cancellation);

    /// <summary>What foretells the adapter's conflicts with others; milliseconds.</summary>
    ConceptProfile Profile(ConceptAdapter adapter);

    /// <summary>Learns the concept, going on from the checkpoint when it holds a state; stops within one step.</summary>
    /// <param name="strangers">Of the request's other concepts.</param>
    ConceptAdapter Train(TrainRequest request, IReadOnlyList<LoadedPicture> pictures, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation);

    /// <summary>Learns in the request's blocks to say what the LoRA says; else as <see cref="Train"/>.</summary>
    DistilledLora Distil(TrainRequest request, LoadedLora lora, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation);

    /// <summary>Makes the LoRA quieter on what it is not about, in closed form; stops within one batch.</summary>
    /// <param name="onPhase">Told each <see cref="JobPhase"/> as it begins.</param>
    ProjectedLora Project(NicheRequest request, LoadedLora lora, Action<string> onPhase, CancellationToken cancellation);

    /// <summary>Makes the concepts quiet on each other, in closed form; stops within one pass.</summary>
    /// <param name="onPass">Told which share is done, at moments when others may use the device.</param>
    SettledPool Settle(IReadOnlyList<ConceptAdapter> adapters, Action<double> onPass, CancellationToken cancellation);

    /// <summary>What pictures show beyond their captions, which stand without the concept: a unit vector each. Some hundredths of a second a picture.</summary>
    /// <param name="pictures">At least one.</param>
    /// <returns>Null when no model of pictures and sentences belongs to the base model.</returns>
    IReadOnlyList<float[]>? Embed(IReadOnlyList<LoadedPicture> pictures);
}

/// <summary>The base model of a device.</summary>
/// <param name="Plan">Its layers, sites and blocks; carries the hash of the weights.</param>
/// <param name="Codebook">Its concept numbers.</param>
/// <param name="Choices">What it can be asked to draw.</param>
/// <param name="Fit">What a brought LoRA must fit.</param>
public sealed record DeviceModel(BlockPlan Plan, Codebook Codebook, DrawingChoices Choices, LoraFit Fit)
{
    public string Hash => Plan.BaseModelHash;

    /// <summary>SHA-256 of the model of pictures and sentences that belongs to it: only what one and the same says of pictures can be compared. Null when there is none.</summary>
    public string? LikenessHash { get; init; }

    /// <summary>Where its files lie; null for a device that has none to give away.</summary>
    public ModelSource? Source { get; init; }
}

/// <summary>What a request may choose from.</summary>
/// <param name="Sizes">Of pictures; <see cref="PictureSizes.OwnWidth"/> and <see cref="PictureSizes.OwnHeight"/> are what the model was trained at.</param>
/// <param name="TextLayers">Layers of the text encoder: the most that clip skip can leave out.</param>
/// <param name="Limits">What one job may ask for.</param>
public sealed record DrawingChoices(PictureSizes Sizes, int TextLayers, GenerationLimits Limits)
{
    /// <summary>What the model's pictures are usually drawn with.</summary>
    public float OwnGuidanceScale { get; init; } = 2;

    /// <summary>Names of the samplers.</summary>
    public static IReadOnlyList<string> Schedulers => SchedulerConfig.Names;
}

/// <summary>Pictures of one request on their way. For the device's thread alone.</summary>
public interface IDrawing : IDisposable
{
    /// <summary>Steps taken.</summary>
    int Step { get; }

    /// <summary>Steps that are taken in all: fewer than asked for over a start picture, more for pictures drawn one after another.</summary>
    int Of { get; }

    bool IsOver { get; }

    /// <summary>The half-drawn state of the first picture, roughly; cheap, but call it only for frames that are shown, and after a step.</summary>
    RgbImage Preview();
}

/// <summary>The files of a <see cref="GenerateRequest"/>.</summary>
/// <param name="Recipe">Concepts to merge.</param>
/// <param name="Start">The start picture as it was uploaded, or null.</param>
public sealed record LoadedDrawing(IReadOnlyList<LoadedAdapter> Recipe, byte[]? Start);

/// <param name="Sample">A picture of the concept as learned so far, when this step drew one.</param>
public sealed record TrainedStep(int Step, int Of, double Loss, double EraseLoss, TimeSpan? Left, RgbImage? Sample);

/// <summary>A recipe part with its numbers read and checked.</summary>
public sealed record LoadedAdapter(Guid ConceptId, ConceptAdapter Adapter, float Strength)
{
    public PictureBox? Region { get; init; }
}

/// <summary>A training picture at the model's size.</summary>
public sealed record LoadedPicture(RgbImage Image, string Caption);

/// <summary>An ordinary LoRA with its numbers read and checked.</summary>
/// <param name="Embedding">Of its trigger word, where it was trained with one.</param>
/// <param name="Words">What its own prompts call the concept; empty when it needs no word. Ignored when there is an embedding.</param>
public sealed record LoadedLora(OrdinaryLora Lora, TokenEmbedding? Embedding, string Words);

/// <param name="Projected">How many of its layers were; the others are as they came.</param>
/// <param name="Judgement">What it keeps.</param>
/// <param name="Before">What the LoRA draws as it came.</param>
/// <param name="After">The same prompt and seed with the projected one.</param>
public sealed record ProjectedLora(OrdinaryLora Lora, int Projected, ImportJudgement Judgement, RgbImage Before, RgbImage After);

/// <summary>A LoRA as a concept in blocks of its own, and what it keeps.</summary>
public sealed record DistilledLora(ConceptAdapter Adapter, ImportJudgement Judgement);
