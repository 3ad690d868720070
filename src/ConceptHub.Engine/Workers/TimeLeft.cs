namespace ConceptHub.Engine;

/// <summary>Guesses the rest of a job from the pace of its last steps; the first step, which warms things up, is not counted.</summary>
public sealed class TimeLeft(TimeProvider clock)
{
    private const double Weight = 0.25;

    private (int Step, long At)? _last;
    private double? _secondsPerStep;

    /// <returns>Seconds left, or null while unknown.</returns>
    public double? After(int step, int of)
    {
        var now = clock.GetTimestamp();
        if (_last is { } last && step > last.Step)
        {
            var pace = clock.GetElapsedTime(last.At, now).TotalSeconds / (step - last.Step);
            _secondsPerStep = _secondsPerStep is { } known ? known + Weight * (pace - known) : pace;
        }

        _last = (step, now);
        return _secondsPerStep * (of - step);
    }
}
