using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Live;

/// <summary>How the state of a job is said to people.</summary>
public static class JobWords
{
    /// <summary>"Step 12 of 20 · about 2 s left", "Waiting · 2 jobs ahead".</summary>
    public static string Of(JobView view, DateTimeOffset now) => view.Summary.State switch
    {
        JobState.Queued => Waiting(view.Position, now),
        JobState.Running => Running(view.Summary.Progress),
        JobState.Succeeded => LiveTexts.Done,
        JobState.Cancelled => LiveTexts.Cancelled,
        _ => view.Summary.Failure?.Sentence ?? LiveTexts.Failed,
    };

    public static string Running(JobProgress progress) => progress.Phase switch
    {
        JobPhase.Saving => LiveTexts.Saving,
        JobPhase.Drawing => LiveTexts.DrawingLora,
        JobPhase.Projecting => LiveTexts.Projecting,
        JobPhase.Measuring => LiveTexts.Measuring,
        JobPhase.Settling => progress.Left is { } left ? LiveTexts.MakingQuietLeft.With(About(left)) : LiveTexts.MakingQuiet,
        JobPhase.Training or JobPhase.Denoising when progress.Of > 0 => Stepping(progress),
        _ => LiveTexts.GettingReady,
    };

    public static string Waiting(JobPosition? position, DateTimeOffset now)
    {
        if (position is null) return LiveTexts.Waiting;
        var ahead = position.Ahead switch { 0 => LiveTexts.NextInLine, 1 => LiveTexts.OneAhead, var more => LiveTexts.ManyAhead.With(more) };
        return position.ExpectedStart is { } at && at > now ? LiveTexts.WaitingStart.With(ahead, About(at - now)) : LiveTexts.WaitingAhead.With(ahead);
    }

    /// <summary>"about 2 s", "about 3 min".</summary>
    public static string About(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => LiveTexts.Moment,
        < 90 => LiveTexts.AboutSeconds.With(Whole(Math.Ceiling(time.TotalSeconds))),
        < 5400 => LiveTexts.AboutMinutes.With(Whole(Math.Round(time.TotalMinutes))),
        _ => LiveTexts.AboutHours.With(Whole(Math.Round(time.TotalHours))),
    };

    /// <summary>What a job of a kind is called.</summary>
    public static string Of(JobKind kind) => kind switch { JobKind.Train => LiveTexts.Training, JobKind.Niche => LiveTexts.Lora, JobKind.Settle => LiveTexts.Settling, JobKind.Measure => LiveTexts.KeptIdentity, _ => LiveTexts.Picture };

    public static string Took(JobSummary job) => job is { StartedAt: { } start, FinishedAt: { } end } && end > start
        ? (end - start).TotalSeconds < 90 ? LiveTexts.Seconds.With(Tenths((end - start).TotalSeconds)) : LiveTexts.Minutes.With(Tenths((end - start).TotalMinutes))
        : "";

    private static string Stepping(JobProgress progress) => progress.Left is { } left
        ? LiveTexts.StepLeft.With(progress.Step, progress.Of, About(left))
        : LiveTexts.Step.With(progress.Step, progress.Of);

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Tenths(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);
}
