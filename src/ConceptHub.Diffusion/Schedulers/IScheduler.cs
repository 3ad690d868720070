using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// One sampling run: the steps from noise to a clean latent. Made per run by <see cref="SchedulerConfig.Create(string, int, double)"/>;
/// multistep schedulers remember the last prediction, so steps are taken once each, in order; a run may begin at a later step.
/// </summary>
public interface IScheduler : IDisposable
{
    /// <summary>What the model is told at each step, falling, in 0..training steps; fractional for Euler on Karras sigmas.</summary>
    IReadOnlyList<float> Timesteps { get; }

    /// <summary>Unit noise times this is the latent before step 0.</summary>
    float InitNoiseSigma { get; }

    /// <summary>A clean latent with as much noise as the latents before <paramref name="step"/> have: where a drawing over a picture begins.</summary>
    /// <param name="unitNoise">Same shape.</param>
    Tensor AddNoise(Tensor clean, Tensor unitNoise, int step);

    /// <summary>The latent as the model takes it at a step; same shape.</summary>
    Tensor ScaleModelInput(Tensor x, int step);

    /// <summary>The latent after a step.</summary>
    /// <param name="modelOutput">What the model said of the scaled latent, of the config's prediction type.</param>
    /// <param name="sample">The latent before the step, unscaled.</param>
    /// <param name="noise">A generator on the CPU for schedulers that add noise; others ignore it.</param>
    /// <returns>Same shape and device, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentNullException">This scheduler adds noise and <paramref name="noise"/> is null.</exception>
    Tensor Step(Tensor modelOutput, int step, Tensor sample, Generator? noise);
}

/// <summary>The samplers, by the names people use.</summary>
public enum SchedulerKind
{
    /// <summary>Song et al. 2020, arXiv:2010.02502.</summary>
    Ddim,

    /// <summary>Karras et al. 2022, arXiv:2206.00364, algorithm 2 without churn.</summary>
    Euler,

    /// <summary>Euler steps that put back part of the noise (k-diffusion).</summary>
    EulerAncestral,

    /// <summary>DPM-Solver++ of second order, multistep, midpoint. Lu et al. 2022, arXiv:2211.01095.</summary>
    DpmPlusPlus2M,

    /// <summary>Multistep sampling of a latent consistency model. Luo et al. 2023, arXiv:2310.04378.</summary>
    LatentConsistency,
}

/// <summary>What the model was trained to say.</summary>
public enum PredictionType
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>sqrt(a) noise - sqrt(1 - a) x0 (Salimans and Ho 2022, arXiv:2202.00512).</summary>
    Velocity,

    /// <summary>The clean latent.</summary>
    Sample,
}
