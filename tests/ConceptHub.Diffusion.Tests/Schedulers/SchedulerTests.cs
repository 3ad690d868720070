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
