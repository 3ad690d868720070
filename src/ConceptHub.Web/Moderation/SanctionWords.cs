using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Moderation;

/// <summary>Points, limits of accounts and appeals, in words.</summary>
internal static class SanctionWords
{
    /// <summary>For how long an account is limited, to choose from.</summary>
    public static IReadOnlyList<int> Days { get; } = [7, 1, 3, 30, 90, 365];

    public static string ForDays(int days) => days == 1 ? ModerationTexts.OneDay : ModerationTexts.ManyDays.With(days);

    public static string Points(int points) => points == 1 ? ModerationTexts.OnePoint : ModerationTexts.ManyPoints.With(points);

    public static string Of(SanctionKind kind) => kind switch
    {
        SanctionKind.Mute => ModerationTexts.IsMuted,
        SanctionKind.Suspension => ModerationTexts.IsSuspended,
        _ => ModerationTexts.IsBanned,
    };

    public static string Of(AppealState state) => state switch
    {
        AppealState.Upheld => ModerationTexts.AppealUpheld,
        AppealState.Overturned => ModerationTexts.AppealOverturned,
        _ => ModerationTexts.AppealOpen,
    };

    /// <summary>What limits an account now; empty for nothing.</summary>
    public static string State(OwnerStanding owner) => owner switch
    {
        { IsBanned: true } => ModerationTexts.IsBanned,
        { IsSuspended: true } => ModerationTexts.IsSuspended,
        { IsMuted: true } => ModerationTexts.IsMuted,
        _ => "",
    };

    public static string End(SanctionInfo sanction) => sanction.Until is { } until ? ModerationTexts.UntilMoment.With(Dates.Minute(until)) : ModerationTexts.WithoutEnd;

    public static string Life(StrikeInfo strike) => (strike.IsActive ? ModerationTexts.CountsUntil : ModerationTexts.CountedUntil).With(Dates.Day(strike.ExpiresAt));

    /// <summary>What limits one's own account, in a sentence.</summary>
    public static string Sentence(SanctionInfo sanction) => (sanction.Kind, sanction.Until) switch
    {
        (SanctionKind.Mute, { } until) => ModerationTexts.YouAreMutedUntil.With(Dates.Minute(until)),
        (SanctionKind.Mute, null) => ModerationTexts.YouAreMuted,
        (SanctionKind.Suspension, { } until) => ModerationTexts.YouAreSuspendedUntil.With(Dates.Minute(until)),
        (SanctionKind.Suspension, null) => ModerationTexts.YouAreSuspended,
        _ => ModerationTexts.YouAreBanned,
    };

    public static string Of(AgeCount age) =>
        age.To is not { } to ? ModerationTexts.OlderThan.With((int)age.From.TotalDays)
        : age.From == TimeSpan.Zero ? ModerationTexts.UnderOneDay
        : ModerationTexts.DaysBetween.With((int)age.From.TotalDays, (int)to.TotalDays);

    /// <summary>Minutes, hours or days, whichever says it best.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => ModerationTexts.NoFigure,
        { TotalHours: < 1 } it => ModerationTexts.Minutes.With(Math.Round(it.TotalMinutes)),
        { TotalDays: < 2 } it => ModerationTexts.Hours.With(Math.Round(it.TotalHours)),
        { } it => ModerationTexts.ManyDays.With(Math.Round(it.TotalDays)),
    };

    public static string Share(int part, int all) => all == 0 ? ModerationTexts.NoFigure : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:0} %");
}
