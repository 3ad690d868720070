namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// The arithmetic of noise schedules, in double precision (diffusers 0.31, schedulers/). Index t of a table is training timestep t;
/// <c>a</c> is the cumulative product of (1 - beta), sigma = sqrt((1 - a) / a).
/// </summary>
internal static class SigmaSchedule
{
    private const double KarrasRho = 7;   // Karras et al. 2022, section D.1

    /// <summary>a for every training timestep.</summary>
    public static double[] CumulativeAlphas(SchedulerConfig config)
    {
        var product = 1.0;
        var alphas = Betas(config).Select(beta => product *= 1 - beta).ToArray();
        if (!config.RescaleBetasZeroSnr) return alphas;

        var (first, last) = (Math.Sqrt(alphas[0]), Math.Sqrt(alphas[^1]));
        return [.. alphas.Select(a => (Math.Sqrt(a) - last) * first / (first - last)).Select(root => root * root)];
    }

    /// <summary>sigma for every training timestep. Zero terminal SNR would make the last infinite; diffusers takes a = 2^-24 there.</summary>
    public static double[] Sigmas(SchedulerConfig config)
    {
        var alphas = CumulativeAlphas(config);
        if (config.RescaleBetasZeroSnr) alphas[^1] = Math.Pow(2, -24);
        return [.. alphas.Select(a => Math.Sqrt((1 - a) / a))];
    }

    /// <summary>Timesteps as DDIM and Euler choose them, falling. Euler's linspace stays fractional, DDIM's is rounded.</summary>
    public static double[] Timesteps(SchedulerConfig config, int steps, string spacing, bool isRounded)
    {
        var train = config.TrainTimesteps;
        var rising = Enumerable.Range(0, steps);
        return spacing switch
        {
            "linspace" => [.. rising.Select(i => Linear(0, train - 1, i, steps)).Select(t => isRounded ? Math.Round(t) : t).Reverse()],
            "leading" => [.. rising.Select(i => (double)(i * (train / steps) + config.StepsOffset)).Reverse()],
            _ => Trailing(train, (double)train / steps),
        };
    }

    /// <summary>How many timesteps DPM-Solver++ chooses from: those of too low log(signal / noise) = -log(sigma) are clipped off.</summary>
    public static int LastTimestep(SchedulerConfig config, double[] sigmas) => sigmas.Count(sigma => -Math.Log(sigma) >= config.LambdaMinClipped);

    /// <summary>Timesteps as DPM-Solver++ chooses them: one more is laid out, and the last left off.</summary>
    /// <param name="last">What <see cref="LastTimestep"/> says.</param>
    public static double[] SolverTimesteps(SchedulerConfig config, int steps, string spacing, int last)
    {
        var rising = Enumerable.Range(0, steps + 1);
        return spacing switch
        {
            "linspace" => [.. rising.Select(i => Math.Round(Linear(0, last - 1, i, steps + 1))).Reverse().Take(steps)],
            "leading" => [.. rising.Select(i => (double)(i * (last / (steps + 1)) + config.StepsOffset)).Reverse().Take(steps)],
            _ => Trailing(last, (double)config.TrainTimesteps / steps),
        };
    }

    /// <summary>The sigma at a fractional timestep.</summary>
    public static double At(double[] sigmas, double timestep)
    {
        var low = Math.Clamp((int)timestep, 0, sigmas.Length - 1);
        var high = Math.Min(low + 1, sigmas.Length - 1);
        return sigmas[low] + (sigmas[high] - sigmas[low]) * (timestep - low);
    }

    /// <summary>The fractional timestep of a sigma, linear in its logarithm, clamped to the table.</summary>
    public static double TimestepOf(double[] sigmas, double sigma)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(sigmas, s => Math.Log(s) <= log), 0, sigmas.Length - 2);
        var (below, above) = (Math.Log(sigmas[low]), Math.Log(sigmas[low + 1]));
        return low + Math.Clamp((log - below) / (above - below), 0, 1);
    }

    /// <summary>Karras' levels from max down to min, both included.</summary>
    public static double[] Karras(double max, double min, int steps)
    {
        var (high, low) = (Math.Pow(max, 1 / KarrasRho), Math.Pow(min, 1 / KarrasRho));
        return [.. Enumerable.Range(0, steps).Select(i => Math.Pow(Linear(high, low, i, steps), KarrasRho))];
    }

    public static double Final(SchedulerConfig config, double[] sigmas) => config.FinalSigmasType == "sigma_min" ? sigmas[0] : 0;

    private static IEnumerable<double> Betas(SchedulerConfig config)
    {
        if (config.TrainedBetas is { } trained) return trained;
        var n = config.TrainTimesteps;
        var indices = Enumerable.Range(0, n);
        return config.BetaSchedule switch
        {
            "linear" => indices.Select(i => Linear(config.BetaStart, config.BetaEnd, i, n)),
            "scaled_linear" => indices.Select(i => Linear(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), i, n)).Select(root => root * root),
            "squaredcos_cap_v2" => indices.Select(i => Math.Min(1 - Cosine((i + 1.0) / n) / Cosine((double)i / n), 0.999)),
            var other => throw new InvalidModelException($"scheduler/scheduler_config.json: beta_schedule = {other} is not supported."),
        };
    }

    /// <summary>Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17.</summary>
    private static double Cosine(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);

    // As numpy's arange(last, 0, -stride), but for a place that rounding would put at 0.
    private static double[] Trailing(int last, double stride) =>
        [.. Enumerable.Range(0, (int)Math.Ceiling(last / stride - 1e-9)).Select(i => Math.Round(last - i * stride) - 1)];

    private static double Linear(double first, double last, int index, int count) =>
        count == 1 ? first : first + (last - first) * index / (count - 1);
}
