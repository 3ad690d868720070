namespace ConceptHub.Engine;

/// <summary>Tells how far a drawing is, with a frame of it whenever one is due.</summary>
/// <param name="steps">Expected in all; each report says it anew.</param>
internal sealed class DrawingWatch(JobTicket ticket, int steps, WorkerOptions options, TimeProvider clock, Action<JobEvent> tell)
{
    private readonly Cadence _previews = new(options.PreviewInterval, clock);
    private readonly TimeLeft _left = new(clock);
    private int _steps = steps;

    public void Prepare() => tell(new JobEvent.Progress(ticket, 0, _steps, JobPhase.Preparing, null));

    /// <param name="frame">Called only when a frame is due; what it returns makes the JPEG, later and on another thread.</param>
    public void OnStep(int step, int of, Func<Func<byte[]>> frame)
    {
        _steps = of;
        tell(new JobEvent.Progress(ticket, step, of, JobPhase.Denoising, _left.After(step, of)));
        // The last step's preview would be the picture, which comes right after.
        if (step < of && _previews.IsDue()) tell(new HalfDrawn(ticket, step, frame()));
    }

    public void Save() => tell(new JobEvent.Progress(ticket, _steps, _steps, JobPhase.Saving, 0));
}
