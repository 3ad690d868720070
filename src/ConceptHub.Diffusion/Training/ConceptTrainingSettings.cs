using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Training;

/// <summary>How a concept is trained. Defaults are for models of the embedded one's size, measured on the development concepts (docs/decisions/0004 and 0010).</summary>
public sealed record ConceptTrainingSettings
{
    private const int WholeBlock = 1 << 15, UsualRank = 8;

    /// <summary>Without brackets; stands in captions as <c>&lt;word&gt;</c>.</summary>
    public required string TriggerWord { get; init; }

    /// <summary>A word of the base model for what the concept is one of; stands beside the trigger word.</summary>
    public required string ClassWord { get; init; }

    public required ConceptKind Kind { get; init; }

    /// <summary>The reserved number; decides which rows may change.</summary>
    public required int ConceptNumber { get; init; }

    public int Steps { get; init; } = 400;
    public int Seed { get; init; } = 1;

    /// <summary>Upper bound of r'; a layer's block may have fewer rows. Null: blocks of few weights are learnt whole, larger ones with rank 8.</summary>
    public int? Rank { get; init; }
    public double LearningRate { get; init; } = 5e-3;

    /// <summary>For a learnt trigger vector; ignored where it is reserved.</summary>
    public double EmbeddingLearningRate { get; init; } = 5e-3;

    /// <summary>
    /// Pulls changes towards zero by this share of the learning rate each step. In whitened coordinates a change's squared norm is its mean
    /// squared answer to foreign inputs, so this is output erasure without samples. Without whitened inputs nothing decays.
    /// </summary>
    public double WeightDecay { get; init; } = 40;

    /// <summary>λ of Randomized Output Erasure; 0 trains without it.</summary>
    public double EraseWeight { get; init; } = 6;

    /// <summary>Words that a prompt with the trigger adds for each transformer block (<see cref="BlockLora.ContextWords"/>), 1 to 77.</summary>
    public int ContextWords { get; init; } = 32;

    public double ContextLearningRate { get; init; } = 0.15;

    /// <summary>Context words of other concepts of the same base model: the more it has met, the quieter a concept is beside others. May be empty.</summary>
    public IReadOnlyList<BlockLora.ContextWords> Strangers { get; init; } = [];

    /// <summary>Concept pictures per step; foreign samples come on top (<see cref="TrainingVariant.ForeignShare"/>).</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Steps between sample pictures; 0 draws none.</summary>
    public int SampleEvery { get; init; } = 40;

    /// <summary>Null takes a plain prompt with the trigger word.</summary>
    public string? SamplePrompt { get; init; }

    /// <summary>The largest r' for a block of a layer.</summary>
    internal int RankOf(int rows, int inputs) => Rank ?? UsualRankOf(rows, inputs);

    /// <summary>What <see cref="RankOf"/> is when nothing was chosen.</summary>
    internal static int UsualRankOf(int rows, int inputs) => rows * inputs <= WholeBlock ? rows : UsualRank;
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
