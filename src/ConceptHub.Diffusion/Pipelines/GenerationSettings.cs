namespace ConceptHub.Diffusion.Pipelines;

/// <summary>What to draw and how.</summary>
public sealed record GenerationSettings
{
    /// <summary>Read with <see cref="Text.PromptWeights"/>, as the negative prompt is.</summary>
    public required string Prompt { get; init; }
    public string NegativePrompt { get; init; } = "";

    /// <summary>Pixels; 0 takes the model's own size. What a model allows is in <see cref="TextToImagePipeline.Sizes"/>.</summary>
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>Denoising steps, 1 to 150; with a start picture, <see cref="Strength"/> of them are taken.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Weight of the prompt against the negative prompt (arXiv:2207.12598); 1 switches guidance off, null takes the model's own.</summary>
    public float? GuidanceScale { get; init; }

    /// <summary>Decides the start noise. Equal settings and seeds give equal pictures.</summary>
    public long Seed { get; init; }

    /// <summary>Blends another seed's noise into the start noise; null leaves that of <see cref="Seed"/> alone.</summary>
    public SeedVariation? Variation { get; init; }

    /// <summary>
    /// Pictures, each as <see cref="Of"/> says: it is the picture that those settings give alone, but for the rounding of products that
    /// the processor sums in another order in a larger batch.
    /// </summary>
    public int Count { get; init; } = 1;

    /// <summary>One of <see cref="Schedulers.SchedulerConfig.Names"/>.</summary>
    public string Scheduler { get; init; } = "dpm++2m";

    /// <summary>Last layers of the text encoder that are left out: 0 none. diffusers' <c>clip_skip</c>; "clip skip 2" elsewhere is 1.</summary>
    public int ClipSkip { get; init; }

    /// <summary>Drawn over instead of over nothing; of the size to draw. Null: from noise alone.</summary>
    public RgbImage? StartPicture { get; init; }

    /// <summary>How much of the start picture is drawn anew: the share of the steps taken, rounded down, as diffusers. Ignored without one.</summary>
    public double Strength { get; init; } = 0.8;

    /// <summary>
    /// The settings of one picture of several, from 0: the next seed for each; with a <see cref="Variation"/> the next variation of the
    /// same seed, as stable-diffusion-webui does.
    /// </summary>
    public GenerationSettings Of(int place) =>
        Variation is { } variation ? this with { Variation = variation with { Seed = variation.Seed + place } } : this with { Seed = Seed + place };

    /// <summary>The first step to take: diffusers' <c>get_timesteps</c> of its image-to-image pipeline.</summary>
    public int FirstStep => StartPicture is null ? 0 : Steps - Math.Min((int)(Steps * Strength), Steps);
}

/// <summary>One finished step of all pictures drawn together.</summary>
/// <param name="Step">Counted from 1, over all pictures.</param>
/// <param name="Of">All steps of the call.</param>
/// <param name="Preview">The model's present idea of the first picture being drawn, roughly; call it inside the report only.</param>
public sealed record DenoisingStep(int Step, int Of, Func<RgbImage> Preview);
