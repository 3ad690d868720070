namespace ConceptHub.Diffusion.Pretraining;

/// <summary>Warm-up, plateau, linear cool-down over the last part (Hu et al., arXiv:2404.06395): a run of any length ends well.</summary>
public sealed record LearningRateSchedule(double Peak, int WarmUpSteps = 100, double CoolDown = 0.3)
{
    /// <param name="step">Counted from this run's start, for the warm-up.</param>
    /// <param name="fraction">How much of the run's budget is used, 0 to 1.</param>
    public double At(int step, double fraction)
    {
        var warm = Math.Min(1, (step + 1.0) / WarmUpSteps);
        var cool = Math.Min(1, Math.Max(0.02, (1 - fraction) / CoolDown));
        return Peak * warm * cool;
    }
}
