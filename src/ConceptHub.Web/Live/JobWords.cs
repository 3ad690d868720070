using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>How the state of a job is said to people.</summary>
public static class JobWords
{
    /// <summary>"Step 12 of 20 · about 2 s left", "Waiting · 2 jobs ahead".</summary>
    public static string Of(JobView view, DateTimeOffset now) => view.Summary.State switch
    {
        JobState.Queued => Waiting(view.Position, now),
        JobState.Running => Running(view.Summary.Progress),
        JobState.Succeeded => "Done",
        JobState.Cancelled => "Cancelled",
        _ => view.Summary.Failure?.Sentence ?? "Failed",
    };

    public static string Running(JobProgress progress) => progress.Phase switch
    {
        JobPhase.Saving => "Saving the result",
        JobPhase.Drawing => "Drawing what the LoRA shows",
        JobPhase.Projecting => "Telling its own from everything else",
        JobPhase.Measuring => "Measuring what is kept",
        JobPhase.Training or JobPhase.Denoising when progress.Of > 0 => $"Step {progress.Step} of {progress.Of}{Left(progress.Left)}",
        _ => "Getting ready",
    };

    public static string Waiting(JobPosition? position, DateTimeOffset now)
    {
        if (position is null) return "Waiting";
        var ahead = position.Ahead switch { 0 => "next in line", 1 => "1 job ahead", var more => $"{more} jobs ahead" };
        var start = position.ExpectedStart is { } at && at > now ? $" · starts in {About(at - now)}" : "";
        return $"Waiting · {ahead}{start}";
    }

    /// <summary>"about 2 s", "about 3 min".</summary>
    public static string About(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => "a moment",
        < 90 => $"about {Math.Ceiling(time.TotalSeconds):0} s",
        < 5400 => $"about {Math.Round(time.TotalMinutes):0} min",
        _ => $"about {Math.Round(time.TotalHours):0} h",
    };

    /// <summary>What a job of a kind is called.</summary>
    public static string Of(JobKind kind) => kind switch { JobKind.Train => "Training", JobKind.Niche => "LoRA", _ => "Picture" };

    public static string Took(JobSummary job) => job is { StartedAt: { } start, FinishedAt: { } end } && end > start
        ? (end - start).TotalSeconds < 90 ? $"{(end - start).TotalSeconds:0.0} s" : $"{(end - start).TotalMinutes:0.0} min"
        : "";

    private static string Left(TimeSpan? left) => left is { } time ? $" · {About(time)} left" : "";
}
