using ConceptHub.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Schedulers;

public sealed class SchedulerTests
{
    private static readonly SchedulerConfig Config = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = "scaled_linear",
        PredictionType = PredictionType.Velocity,
        StepsOffset = 1,
        TimestepSpacing = "leading",
    };

    public static IEnumerable<TheoryDataRow<string>> Names => SchedulerConfig.Names.Select(name => new TheoryDataRow<string>(name));

    /// <summary>If the model always knows the clean latent, every sampler must end there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Perfect_model_leads_to_the_clean_latent(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var scheduler = (Config with { PredictionType = PredictionType.Sample, SetAlphaToOne = true }).Create(name, 20);
        var clean = randn([1, 4, 4, 4], generator: generator);

        var x = randn([1, 4, 4, 4], generator: generator) * scheduler.InitNoiseSigma;
        for (var i = 0; i < scheduler.Timesteps.Count; i++) x = scheduler.Step(clean, i, x, generator);

        Assert.True((x - clean).abs().max().item<float>() < 1e-4f);   // fp32 rounding over 20 steps
    }

    [Fact]
    public void Ancestral_noise_comes_from_the_generator_alone()
    {
        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));
    }

    [Fact]
    public void Ancestral_without_generator_is_refused()
    {
        using var scope = NewDisposeScope();
        using var scheduler = Config.Create("euler-a", 4);

        Assert.Throws<ArgumentNullException>(() => scheduler.Step(zeros(1, 1, 1, 1), 0, ones(1, 1, 1, 1), null));
    }

    [Fact]
    public void Unknown_name_lists_the_known_ones()
    {
        var fault = Assert.Throws<ArgumentException>(() => Config.Create("plms", 4));

        Assert.Contains("dpm++2m-karras", fault.Message);
    }

    [Fact]
    public void Config_survives_being_written() => Assert.Equal(Config, SchedulerConfig.Parse(Config.ToJson()));

    [Fact]
    public void Config_with_pythons_infinity_is_read()
    {
        var config = SchedulerConfig.Parse("""{ "beta_schedule": "linear", "lambda_min_clipped": -Infinity, "steps_offset": 1 }""");

        Assert.Equal(1, config.StepsOffset);
    }

    [Fact]
    public void Unsupported_option_is_refused_by_name()
    {
        var fault = Assert.Throws<InvalidModelException>(() => SchedulerConfig.Parse("""{ "beta_schedule": "sigmoid" }"""));

        Assert.Contains("beta_schedule", fault.Message);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("scaled_linear")]
    [InlineData("squaredcos_cap_v2")]
    public void Zero_terminal_snr_ends_in_pure_noise_and_keeps_the_start(string schedule)
    {
        using var plain = new NoiseSchedule(Config with { BetaSchedule = schedule });
        using var rescaled = new NoiseSchedule(Config with { BetaSchedule = schedule, RescaleBetasZeroSnr = true });

        Assert.Equal(0, rescaled.CumulativeAlphas[^1], 1e-12);
        Assert.Equal(plain.CumulativeAlphas[0], rescaled.CumulativeAlphas[0], 1e-12);
        Assert.All(rescaled.CumulativeAlphas.Zip(rescaled.CumulativeAlphas.Skip(1)), pair => Assert.True(pair.First > pair.Second));
    }

    /// <summary>What the model sees of a picture under noise must be what it was trained on: √a x0 + √(1 − a) e.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Start_picture_gets_the_noise_of_the_step(string name)
    {
        using var scope = NewDisposeScope();
        using var scheduler = (Config with { TimestepSpacing = "trailing" }).Create(name, 10);
        using var schedule = new NoiseSchedule(Config);
        using var generator = new Generator(3);
        var (clean, noise) = (randn([1, 4, 4, 4], generator: generator), randn([1, 4, 4, 4], generator: generator));

        var seen = scheduler.ScaleModelInput(scheduler.AddNoise(clean, noise, 4), 4);

        var timestep = scheduler.Timesteps[4];
        var (below, above) = (At(MathF.Floor(timestep)), At(MathF.Ceiling(timestep)));   // Euler on Karras levels stands between two
        Assert.True((seen - below).abs().max().item<float>() <= (above - below).abs().max().item<float>() + Slack(name));

        Tensor At(float t) => schedule.AddNoise(clean, noise, tensor(new[] { (long)t }));
    }

    /// <summary>A run over a start picture begins in the middle; multistep schedulers then have no last prediction.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Run_that_begins_later_still_ends_at_the_clean_latent(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var scheduler = (Config with { PredictionType = PredictionType.Sample, SetAlphaToOne = true }).Create(name, 20);
        var (clean, over) = (randn([1, 4, 4, 4], generator: generator), randn([1, 4, 4, 4], generator: generator));

        var x = scheduler.AddNoise(over, randn([1, 4, 4, 4], generator: generator), 12);
        for (var i = 12; i < 20; i++) x = scheduler.Step(clean, i, x, generator);

        Assert.True((x - clean).abs().max().item<float>() < 1e-4f);   // fp32 rounding over 8 steps
    }

    [Theory]
    [InlineData(1, 999f)]
    [InlineData(4, 999f, 759f, 499f, 259f)]
    [InlineData(8, 999f, 879f, 759f, 639f, 499f, 379f, 259f, 139f)]
    public void Consistency_timesteps_are_spread_over_the_distilled_ones(int steps, params float[] expected)
    {
        using var scheduler = Config.Create("lcm", steps);

        Assert.Equal(expected, scheduler.Timesteps);
    }

    [Fact]
    public void Consistency_step_jumps_to_the_clean_latent_and_puts_the_next_noise_on_it()
    {
        using var scope = NewDisposeScope();
        using var schedule = new NoiseSchedule(Config);
        using var scheduler = (Config with { PredictionType = PredictionType.Epsilon, TimestepScaling = 1e-3 }).Create("lcm", 4);
        var (x, output) = (full([1], 0.7f), full([1], 0.2f));
        using var drawn = new Generator(5);
        using var again = new Generator(5);
        var noise = randn([1], generator: again).item<float>();

        var next = scheduler.Step(output, 1, x, drawn).item<float>();

        // Timestep 759 scaled to 0.759: 0.5² / (0.759² + 0.5²) of the sample and 0.759 / √(0.759² + 0.5²) of the prediction.
        var (a, to) = (schedule.CumulativeAlphas[759], schedule.CumulativeAlphas[499]);
        var clean = (0.7 - Math.Sqrt(1 - a) * 0.2) / Math.Sqrt(a);
        var consistent = 0.8350872 * clean + 0.3026293 * 0.7;
        Assert.Equal(Math.Sqrt(to) * consistent + Math.Sqrt(1 - to) * noise, next, 1e-5);
    }

    [Fact]
    public void Consistency_run_of_more_steps_than_distilled_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => Config.Create("lcm", 51));

        Assert.Contains("at most 50 steps", fault.Message);
    }

    /// <summary>sigma² = down² + up²: what is taken away too much comes back as fresh noise (k-diffusion, get_ancestral_step).</summary>
    [Fact]
    public void Ancestral_step_is_the_one_computed_by_hand()
    {
        using var scope = NewDisposeScope();
        using var scheduler = (EulerScheduler)(Config with { PredictionType = PredictionType.Epsilon }).Create("euler-a", 4);
        using var drawn = new Generator(5);
        using var again = new Generator(5);
        var noise = randn([1], generator: again).item<float>();
        var (from, to) = (scheduler.Sigmas[1], scheduler.Sigmas[2]);

        var next = scheduler.Step(full([1], 0.3f), 1, full([1], 2f), drawn).item<float>();

        var up = to * Math.Sqrt(1 - to * to / (from * from));
        var down = to * to / from;
        Assert.Equal(to * to, up * up + down * down, 1e-9);
        Assert.Equal(2 + 0.3 * (down - from) + up * noise, next, 1e-4);   // fp32, values of some units
    }

    // Karras levels of DPM-Solver++ are told to the model as rounded timesteps.
    private static float Slack(string name) => name == "dpm++2m-karras" ? 0.02f : 1e-5f;

    private static float Run(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        using var scheduler = Config.Create("euler-a", 4);
        var x = ones(1, 1, 1, 1);
        for (var i = 0; i < 4; i++) x = scheduler.Step(zeros(1, 1, 1, 1), i, x, generator);
        return x.item<float>();
    }
}
