using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Training;

/// <summary>How a concept is trained. Defaults follow SCIENCE.md 2.6 for small models.</summary>
public sealed record ConceptTrainingSettings
{
    /// <summary>Without brackets; stands in captions as <c>&lt;word&gt;</c>.</summary>
    public required string TriggerWord { get; init; }

    /// <summary>A word of the base model for what the concept is one of; the learned vector starts from it.</summary>
    public required string ClassWord { get; init; }

    public required ConceptKind Kind { get; init; }

    /// <summary>The reserved number; decides which rows may change.</summary>
    public required int ConceptNumber { get; init; }

    public int Steps { get; init; } = 400;
    public int Seed { get; init; } = 1;

    /// <summary>Upper bound of r'; a layer's block may have fewer rows.</summary>
    public int Rank { get; init; } = 8;
    public double LearningRate { get; init; } = 2e-3;
    public double EmbeddingLearningRate { get; init; } = 5e-3;

    /// <summary>λ of Randomized Output Erasure; 0 trains without it.</summary>
    public double EraseWeight { get; init; } = 1;

    /// <summary>Concept pictures per step, and as many foreign samples.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Steps between sample pictures; 0 draws none.</summary>
    public int SampleEvery { get; init; } = 40;

    /// <summary>Null takes a plain prompt with the trigger word.</summary>
    public string? SamplePrompt { get; init; }
}

/// <summary>A picture and a caption that contains the trigger word in brackets.</summary>
public sealed record TrainingPicture(RgbImage Image, string Caption);

/// <summary>One finished step; losses are averaged over about the last twenty.</summary>
public sealed record ConceptTrainingStep(int Step, int Of, double Loss, double EraseLoss, TimeSpan? Left, RgbImage? Sample);

/// <summary>Where a training keeps its state, so that a restarted worker goes on.</summary>
public interface ITrainingCheckpoint
{
    /// <summary>The newest state, or null.</summary>
    byte[]? Load();

    void Save(int step, byte[] state);
}
