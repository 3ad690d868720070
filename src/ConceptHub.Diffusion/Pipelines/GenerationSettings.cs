namespace ConceptHub.Diffusion.Pipelines;

/// <summary>What to draw and how. Defaults are the embedded model's.</summary>
public sealed record GenerationSettings
{
    public required string Prompt { get; init; }
    public string NegativePrompt { get; init; } = "";

    /// <summary>Pixels; 0 takes the model's own size. Must be a multiple of the model's <see cref="TextToImagePipeline.SizeStep"/>.</summary>
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>Denoising steps, 1 to 150.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Weight of the prompt against the negative prompt (arXiv:2207.12598); 1 switches guidance off.</summary>
    public float GuidanceScale { get; init; } = 4;

    /// <summary>Decides the start noise. Equal settings and seeds give equal pictures.</summary>
    public long Seed { get; init; }

    /// <summary>One of <see cref="Schedulers.SchedulerConfig.Names"/>.</summary>
    public string Scheduler { get; init; } = "dpm++2m";
}

/// <summary>One finished step. <paramref name="Preview"/> decodes the model's present idea of the picture; call it inside the report only.</summary>
public sealed record DenoisingStep(int Step, int Of, Func<RgbImage> Preview);
