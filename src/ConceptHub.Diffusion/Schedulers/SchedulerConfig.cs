using System.Text.Json;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// A diffusers <c>scheduler_config.json</c>: how the model was noised in training, and how its timesteps are chosen.
/// Any scheduler can be made from it, whichever class the file names; null options take that scheduler's own default.
/// </summary>
public sealed record SchedulerConfig
{
    private const string Source = "scheduler/scheduler_config.json";

    public int TrainTimesteps { get; init; } = 1000;
    public double BetaStart { get; init; } = 0.0001;
    public double BetaEnd { get; init; } = 0.02;

    /// <summary><c>linear</c>, <c>scaled_linear</c> or <c>squaredcos_cap_v2</c>.</summary>
    public string BetaSchedule { get; init; } = "linear";

    /// <summary>One beta per training timestep, instead of a schedule; null normally.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>Stretches the schedule so that the last timestep is pure noise (Lin et al. 2023, arXiv:2305.08891).</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary><c>leading</c>, <c>trailing</c> or <c>linspace</c>; null: leading for DDIM, linspace for the others.</summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>Added to leading timesteps; 1 in Stable Diffusion's configs.</summary>
    public int StepsOffset { get; init; }
    public bool UseKarrasSigmas { get; init; }

    /// <summary><c>zero</c> or <c>sigma_min</c>: the last noise level of Euler and DPM-Solver++.</summary>
    public string FinalSigmasType { get; init; } = "zero";

    /// <summary>DPM-Solver++: the last step of runs under 15 steps is of first order (with a final sigma of zero, of every run).</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>DPM-Solver++: the last step is of first order however many there are.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>DPM-Solver++: 1 or 2.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>DPM-Solver++: the second order in its <c>heun</c> form instead of <c>midpoint</c>.</summary>
    public bool IsHeun { get; init; }

    /// <summary>DPM-Solver++: timesteps whose log(signal / noise) is lower are left out.</summary>
    public double LambdaMinClipped { get; init; } = double.NegativeInfinity;

    /// <summary>DDIM: the step after the last timestep has no noise at all, instead of timestep 0's.</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>DDIM: the predicted clean latent is clamped to ±<see cref="ClipSampleRange"/>. Wrong for latents, so false unless a config says it, or is a DDIM scheduler's own and leaves it to diffusers' default.</summary>
    public bool ClipSample { get; init; }
    public double ClipSampleRange { get; init; } = 1;

    /// <summary>LCM: timesteps that the model was distilled on; a run takes some of them.</summary>
    public int OriginalSteps { get; init; } = 50;

    /// <summary>LCM: multiplies the timestep in the boundary condition; at 10 the clean prediction is all but taken as it is.</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <summary>Reads <c>scheduler/scheduler_config.json</c>.</summary>
    /// <exception cref="InvalidModelException">An option is of a kind that no scheduler here has.</exception>
    public static SchedulerConfig Parse(string json)
    {
        var config = ConfigReader.Parse(json, Source);
        RefuseUnsupported(config);
        var isOwn = config.Text("_class_name", "") is "DDIMScheduler" or "DDPMScheduler";
        return Checked(new SchedulerConfig
        {
            TrainTimesteps = config.Int("num_train_timesteps", 1000),
            BetaStart = config.Double("beta_start", 0.0001),
            BetaEnd = config.Double("beta_end", 0.02),
            BetaSchedule = config.OneOf("beta_schedule", "linear", "scaled_linear", "squaredcos_cap_v2"),
            TrainedBetas = config.DoublesOrNull("trained_betas"),
            PredictionType = PredictionOf(config.OneOf("prediction_type", "epsilon", "v_prediction", "sample")),
            RescaleBetasZeroSnr = config.Bool("rescale_betas_zero_snr", false),
            TimestepSpacing = !config.Has("timestep_spacing") ? null : config.OneOf("timestep_spacing", "leading", "trailing", "linspace"),
            StepsOffset = config.Int("steps_offset", 0),
            UseKarrasSigmas = config.Bool("use_karras_sigmas", false),
            FinalSigmasType = config.OneOf("final_sigmas_type", "zero", "sigma_min"),
            LowerOrderFinal = config.Bool("lower_order_final", true),
            EulerAtFinal = config.Bool("euler_at_final", false),
            SolverOrder = config.Int("solver_order", 2),
            IsHeun = config.Text("solver_type", "midpoint") == "heun",
            LambdaMinClipped = config.Double("lambda_min_clipped", double.NegativeInfinity),
            SetAlphaToOne = config.Bool("set_alpha_to_one", true),
            ClipSample = config.Bool("clip_sample", isOwn),
            ClipSampleRange = config.Double("clip_sample_range", 1),
            OriginalSteps = config.Int("original_inference_steps", 50),
            TimestepScaling = config.Double("timestep_scaling", 10),
        });
    }

    /// <summary>The config as diffusers reads it back, for a DDIM scheduler.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["_class_name"] = "DDIMScheduler",
        ["_diffusers_version"] = "0.31.0",
        ["beta_end"] = BetaEnd,
        ["beta_schedule"] = BetaSchedule,
        ["beta_start"] = BetaStart,
        ["clip_sample"] = ClipSample,
        ["clip_sample_range"] = ClipSampleRange,
        ["euler_at_final"] = EulerAtFinal,
        ["final_sigmas_type"] = FinalSigmasType,
        ["lower_order_final"] = LowerOrderFinal,
        ["num_train_timesteps"] = TrainTimesteps,
        ["original_inference_steps"] = OriginalSteps,
        ["prediction_type"] = PredictionType switch { PredictionType.Velocity => "v_prediction", PredictionType.Sample => "sample", _ => "epsilon" },
        ["rescale_betas_zero_snr"] = RescaleBetasZeroSnr,
        ["set_alpha_to_one"] = SetAlphaToOne,
        ["solver_order"] = SolverOrder,
        ["solver_type"] = IsHeun ? "heun" : "midpoint",
        ["steps_offset"] = StepsOffset,
        ["timestep_scaling"] = TimestepScaling,
        ["timestep_spacing"] = TimestepSpacing ?? "leading",
        ["trained_betas"] = TrainedBetas,
        ["use_karras_sigmas"] = UseKarrasSigmas,
    }, ConfigReader.Indented);

    /// <summary>A scheduler for one run, by name: <c>ddim</c>, <c>euler</c>, <c>euler-a</c>, <c>dpm++2m</c>, <c>lcm</c>; <c>-karras</c> after any but DDIM and LCM.</summary>
    /// <exception cref="ArgumentException">No scheduler has this name.</exception>
    public IScheduler Create(string name, int steps, double eta = 0)
    {
        const string Karras = "-karras";
        var plain = name.EndsWith(Karras, StringComparison.Ordinal) ? name[..^Karras.Length] : name;
        SchedulerKind? kind = plain switch
        {
            "ddim" when plain == name => SchedulerKind.Ddim,
            "euler" => SchedulerKind.Euler,
            "euler-a" => SchedulerKind.EulerAncestral,
            "dpm++2m" => SchedulerKind.DpmPlusPlus2M,
            "lcm" when plain == name => SchedulerKind.LatentConsistency,
            _ => null,
        };
        if (kind is not { } known) throw new ArgumentException($"There is no scheduler '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
        return (plain == name ? this : this with { UseKarrasSigmas = true }).Create(known, steps, eta);
    }

    /// <summary>The names <see cref="Create(string, int, double)"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["ddim", "euler", "euler-karras", "euler-a", "euler-a-karras", "dpm++2m", "dpm++2m-karras", "lcm"];

    /// <param name="steps">1 to <see cref="TrainTimesteps"/>; for LCM 1 to <see cref="OriginalSteps"/>.</param>
    /// <param name="eta">DDIM: share of the ancestral noise, 0 none, 1 as DDPM. The others ignore it.</param>
    public IScheduler Create(SchedulerKind kind, int steps, double eta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, TrainTimesteps);
        return kind switch
        {
            SchedulerKind.Ddim => new DdimScheduler(this, steps, eta),
            SchedulerKind.Euler => new EulerScheduler(this, steps, isAncestral: false),
            SchedulerKind.EulerAncestral => new EulerScheduler(this, steps, isAncestral: true),
            SchedulerKind.DpmPlusPlus2M => new DpmPlusPlus2MScheduler(this, steps),
            SchedulerKind.LatentConsistency => new LcmScheduler(this, steps),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    /// <summary>diffusers' word for a prediction type.</summary>
    /// <exception cref="InvalidModelException">It has no such word.</exception>
    internal static PredictionType PredictionOf(string word) => word switch
    {
        "epsilon" => PredictionType.Epsilon,
        "v_prediction" => PredictionType.Velocity,
        "sample" => PredictionType.Sample,
        _ => throw new InvalidModelException($"The prediction type '{word}' is not known."),
    };

    private static void RefuseUnsupported(ConfigReader config)
    {
        config.Refuse("sigma_min", "sigma_max");
        config.RefuseTrue("thresholding", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_flow_sigmas");
        config.RefuseOther("interpolation_type", "linear");
        config.RefuseOther("timestep_type", "discrete");
        config.RefuseOther("algorithm_type", "dpmsolver++", "deis");   // diffusers takes deis for dpmsolver++ too
        config.RefuseOther("solver_type", "midpoint", "heun", "logrho", "bh1", "bh2");   // the last three mean midpoint there
        if (config.Text("variance_type", "").StartsWith("learned", StringComparison.Ordinal)) config.Refuse("variance_type");
        if (config.Int("solver_order", 2) is not (1 or 2)) config.Refuse("solver_order");
    }

    private static SchedulerConfig Checked(SchedulerConfig config) => config.TrainedBetas is not { } betas || betas.Count == config.TrainTimesteps
        ? config
        : throw new InvalidModelException($"{Source}: trained_betas has {betas.Count} entries for {config.TrainTimesteps} timesteps.");
}
