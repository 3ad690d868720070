using System.Text.Json;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

public sealed class SchedulerFixtureTests
{
    public static IEnumerable<TheoryDataRow<string>> CaseNames =>
        FixtureCases.Cases.GetProperty("scheduler").GetProperty("cases").EnumerateArray().Select(c => new TheoryDataRow<string>(c.GetProperty("id").GetString()!));

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Trajectory_is_the_reference_one(string name)
    {
        using var scope = NewDisposeScope();
        var given = FixtureCases.Cases.GetProperty("scheduler").GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == name);
        using var scheduler = Make(given);

        FixtureCases.Matches(given.GetProperty("timesteps").GetString()!, tensor(scheduler.Timesteps.ToArray()));
        Assert.Equal(given.GetProperty("init_noise_sigma").GetDouble(), scheduler.InitNoiseSigma, 1e-4);   // float32 in the reference
        if (given.TryGetProperty("sigmas", out var sigmas)) FixtureCases.Matches(sigmas.GetString()!, Sigmas(scheduler));
        FixtureCases.Matches(given.GetProperty("trajectory").GetString()!, Trajectory(scheduler));
    }

    [Fact]
    public void Cumulative_alphas_are_the_reference_ones()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSchedule(SchedulerConfig.Parse(FixtureCases.Text("tiny-sd/scheduler/scheduler_config.json")));

        FixtureCases.Matches("sched.alphas_cumprod", tensor(noise.CumulativeAlphas.Select(a => (float)a).ToArray()));
    }

    [Theory]
    [InlineData(PredictionType.Epsilon, "train.main.target")]
    [InlineData(PredictionType.Velocity, "train.other_target.target")]
    public void Training_target_is_the_reference_one(PredictionType prediction, string expected)
    {
        using var scope = NewDisposeScope();
        var config = SchedulerConfig.Parse(FixtureCases.Text("tiny-sd/scheduler/scheduler_config.json"));
        using var schedule = new NoiseSchedule(config with { PredictionType = prediction });
        var (x0, noise, t) = (FixtureCases.Tensor("train.x0"), FixtureCases.Tensor("train.noise"), FixtureCases.Tensor("train.timesteps"));

        var noisy = schedule.AddNoise(x0, noise, t);
        var target = schedule.Target(x0, noise, t);

        FixtureCases.Matches("train.noisy", noisy);
        FixtureCases.Matches(expected, target);
        Assert.True((schedule.Clean(target, noisy, t) - x0).abs().max().item<float>() < 1e-4f);   // fp32 division by a small signal
    }

    private static IScheduler Make(JsonElement given)
    {
        var config = SchedulerConfig.Parse(given.GetProperty("config").GetRawText());
        var kind = given.GetProperty("class").GetString() switch
        {
            "DDIMScheduler" => SchedulerKind.Ddim,
            "EulerDiscreteScheduler" => SchedulerKind.Euler,
            "DPMSolverMultistepScheduler" => SchedulerKind.DpmPlusPlus2M,
            var other => throw new InvalidOperationException(other),
        };
        var eta = given.GetProperty("eta") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
        return config.Create(kind, given.GetProperty("num_inference_steps").GetInt32(), eta);
    }

    private static Tensor Sigmas(IScheduler scheduler) => tensor((scheduler switch
    {
        EulerScheduler euler => euler.Sigmas,
        DpmPlusPlus2MScheduler solver => solver.Sigmas,
        _ => throw new InvalidOperationException(),
    }).Select(s => (float)s).ToArray());

    /// <summary>The fixture's stand-in for a model: 0.3 sin(x) + 0.05 t / 1000.</summary>
    private static Tensor Trajectory(IScheduler scheduler)
    {
        var etaNoise = FixtureCases.Tensor("sched.eta_noise");
        var states = new List<Tensor> { FixtureCases.Tensor("sched.noise") * scheduler.InitNoiseSigma };
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            var output = 0.3 * scheduler.ScaleModelInput(states[i], i).sin() + 0.05 * (scheduler.Timesteps[i] / 1000.0);
            states.Add(scheduler is DdimScheduler ddim
                ? ddim.StepWith(output, i, states[i], etaNoise[i])
                : scheduler.Step(output, i, states[i], noise: null));
        }

        return stack(states);
    }
}
