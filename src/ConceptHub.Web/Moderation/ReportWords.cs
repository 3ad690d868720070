using ConceptHub.Catalog;

namespace ConceptHub.Web.Moderation;

/// <summary>Reasons of a report, in words.</summary>
public static class ReportWords
{
    public static IReadOnlyList<ReportReason> All { get; } = Enum.GetValues<ReportReason>();

    public static string Sentence(this ReportReason reason) => reason switch
    {
        ReportReason.Likeness => "Shows a real person without their consent",
        ReportReason.Copyright => "Infringes a copyright or trademark",
        ReportReason.Illegal => "Breaks the law",
        ReportReason.Mislabelled => "Wrong kind, age rating or description",
        ReportReason.Spam => "Spam or advertising",
        ReportReason.Broken => "Does not work as described",
        ReportReason.Other => "Something else",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
