using ConceptHub.Catalog;

namespace ConceptHub.Web.Moderation;

/// <summary>Reasons of a report, in words.</summary>
public static class ReportWords
{
    public static IReadOnlyList<ReportReason> All { get; } = Enum.GetValues<ReportReason>();

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
}
