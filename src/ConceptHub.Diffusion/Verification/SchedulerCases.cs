using System.Text.Json;
using ConceptHub.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>Whole walks of the schedulers with a stand-in for the model, and the table of cumulative alphas.</summary>
internal static class SchedulerCases
{
    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("scheduler");
        if (given.TextOrNull("alphas_cumprod") is { } alphas)
        {
            yield return new VerificationCase("scheduler", alphas, comparison =>
            {
                using var schedule = new NoiseSchedule(folder.Parts.Scheduler);
                comparison.Matches(alphas, Floats(schedule.CumulativeAlphas));
            });
        }

        foreach (var one in given.Items("cases"))
            yield return new VerificationCase("scheduler", one.Text("id"), comparison => Walk(folder, given, one, comparison));
    }

    /// <summary>The scheduler that a case names, from the case's own config.</summary>
    /// <exception cref="InvalidModelException">Its class, or an option, is not known.</exception>
    public static IScheduler Create(JsonElement one, int steps)
    {
        var kind = one.Text("class") switch
        {
            "DDIMScheduler" => SchedulerKind.Ddim,
            "EulerDiscreteScheduler" => SchedulerKind.Euler,
            "DPMSolverMultistepScheduler" => SchedulerKind.DpmPlusPlus2M,
            var other => throw new InvalidModelException($"the scheduler {other} is not known"),
        };
        return SchedulerConfig.Parse(one.At("config").GetRawText()).Create(kind, steps, one.Number("eta", 0));
    }

    private static void Walk(FixtureFolder folder, JsonElement given, JsonElement one, Comparison comparison)
    {
        using var scheduler = Create(one, one.Int("num_inference_steps"));
        comparison.Matches(one.Text("timesteps"), Floats(scheduler.Timesteps.Select(t => (double)t)));
        if (one.TextOrNull("sigmas") is { } sigmas) comparison.Matches(sigmas, Floats(Sigmas(scheduler)));

        var variance = one.Number("eta", 0) > 0 ? folder.Tensor(given.Text("eta_noise")) : null;
        var states = new List<Tensor> { folder.Tensor(given.Text("noise")) * scheduler.InitNoiseSigma };
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            // The stand-in of the format: 0.3 sin(x) + 0.05 t / 1000.
            var output = 0.3 * scheduler.ScaleModelInput(states[i], i).sin() + 0.05 * (scheduler.Timesteps[i] / 1000.0);
            states.Add(scheduler is DdimScheduler ddim ? ddim.StepWith(output, i, states[i], variance?[i]) : scheduler.Step(output, i, states[i], noise: null));
        }

        comparison.Matches(one.Text("trajectory"), stack(states));
    }

    private static IEnumerable<double> Sigmas(IScheduler scheduler) => scheduler switch
    {
        EulerScheduler euler => euler.Sigmas,
        DpmPlusPlus2MScheduler solver => solver.Sigmas,
        _ => throw new InvalidModelException("this scheduler has no sigmas"),
    };

    private static Tensor Floats(IEnumerable<double> values) => tensor(values.Select(value => (float)value).ToArray());
}
