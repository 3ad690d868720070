using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;

namespace ConceptHub.Web.Moderation;

/// <summary>Reasons of a report and answers to their questions, in words.</summary>
public static class ReportWords
{
    public static IReadOnlyList<ReportReason> All { get; } = Enum.GetValues<ReportReason>();

    /// <summary>What can be reported.</summary>
    public static IReadOnlyList<TargetKind> Kinds { get; } = [.. Enum.GetValues<TargetKind>().Where(kind => kind != TargetKind.Member)];

    public static IReadOnlyList<ReporterStanding> Standings { get; } = Enum.GetValues<ReporterStanding>();

    public static IReadOnlyList<LegalGround> Grounds { get; } = Enum.GetValues<LegalGround>();

    public static IReadOnlyList<AgeRating> Ratings { get; } = Enum.GetValues<AgeRating>();

    public static string Sentence(this ReportReason reason) => reason switch
    {
        ReportReason.Likeness => ModerationTexts.ReasonLikeness,
        ReportReason.Copyright => ModerationTexts.ReasonCopyright,
        ReportReason.Illegal => ModerationTexts.ReasonIllegal,
        ReportReason.Mislabelled => ModerationTexts.ReasonMislabelled,
        ReportReason.Spam => ModerationTexts.ReasonSpam,
        ReportReason.Broken => ModerationTexts.ReasonBroken,
        ReportReason.Other => ModerationTexts.ReasonOther,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static string Of(TargetKind kind) => kind switch
    {
        TargetKind.Concept => ModerationTexts.KindConcept,
        TargetKind.Picture => ModerationTexts.KindPicture,
        TargetKind.Recipe => ModerationTexts.KindRecipe,
        TargetKind.Review => ModerationTexts.KindReview,
        TargetKind.Comment => ModerationTexts.KindComment,
        TargetKind.Member => ModerationTexts.KindMember,
        _ => ModerationTexts.KindCollection,
    };

    public static string OfPerson(ReporterStanding standing) => standing switch
    {
        ReporterStanding.Self => ModerationTexts.StandingPerson,
        ReporterStanding.Acting => ModerationTexts.StandingForPerson,
        _ => ModerationTexts.StandingThird,
    };

    public static string OfWork(ReporterStanding standing) => standing switch
    {
        ReporterStanding.Self => ModerationTexts.StandingOwner,
        ReporterStanding.Acting => ModerationTexts.StandingForOwner,
        _ => ModerationTexts.StandingThird,
    };

    public static string Of(LegalGround ground) => ground switch
    {
        LegalGround.Minors => ModerationTexts.GroundMinors,
        LegalGround.Violence => ModerationTexts.GroundViolence,
        LegalGround.Hate => ModerationTexts.GroundHate,
        LegalGround.Fraud => ModerationTexts.GroundFraud,
        LegalGround.Privacy => ModerationTexts.GroundPrivacy,
        _ => ModerationTexts.GroundOther,
    };

    /// <summary>What was answered, beside its question in a word or two.</summary>
    public static IEnumerable<(string Question, string Answer)> Told(this ReportInfo report)
    {
        var answers = report.Answers;
        var standing = answers.Standing is not { } it ? null : report.Reason == ReportReason.Copyright ? OfWork(it) : OfPerson(it);
        (string, string?)[] all =
        [
            (ModerationTexts.ToldShown, answers.Shown),
            (ModerationTexts.ToldWork, answers.Work),
            (ModerationTexts.ToldHolder, answers.Holder),
            (ModerationTexts.ToldStanding, standing),
            (ModerationTexts.ToldSeenAt, answers.SeenAt),
            (ModerationTexts.ToldGround, answers.Ground is { } ground ? Of(ground) : null),
            (ModerationTexts.ToldRating, answers.Rating is { } rating ? FacetWords.Name(rating) : null),
            (ModerationTexts.ToldFault, answers.Fault),
        ];
        return all.Where(told => told.Item2 is not null).Select(told => (told.Item1, told.Item2!));
    }
}
