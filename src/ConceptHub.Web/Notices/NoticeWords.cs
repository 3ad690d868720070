using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Jobs;
using ConceptHub.Web.Shell;
using MudBlazor;

namespace ConceptHub.Web.Notices;

/// <summary>A notice in words, and where it leads.</summary>
internal static class NoticeWords
{
    public static string Sentence(NoticeInfo notice)
    {
        var who = notice.ActorName ?? NoticesTexts.Somebody;
        return notice.Kind switch
        {
            NoticeKind.NewConcept => NoticesTexts.NewConcept.With(who, notice.Title),
            NoticeKind.NewVersion => NoticesTexts.NewVersion.With(notice.Title),
            NoticeKind.Review => NoticesTexts.Reviewed.With(who, notice.Title),
            NoticeKind.Follower => NoticesTexts.Follows.With(who),
            NoticeKind.TrainingDone => NoticesTexts.TrainingDone.With(notice.Title),
            NoticeKind.TrainingFailed => NoticesTexts.TrainingFailed.With(notice.Title),
            NoticeKind.Hidden => NoticesTexts.Hidden.With(notice.Title),
            _ => NoticesTexts.Restored.With(notice.Title),
        };
    }

    public static string Address(NoticeInfo notice) => notice switch
    {
        { JobId: { } job } => JobAddress.Of(job),
        { ConceptId: { } concept, Kind: NoticeKind.Review } => ConceptAddress.Of(concept, "") + "#reviews",
        { ConceptId: { } concept } => ConceptAddress.Of(concept, ""),
        { Kind: NoticeKind.Follower, ActorName: { } name } => $"u/{name}",
        _ => "gallery",
    };

    public static string Icon(NoticeKind kind) => kind switch
    {
        NoticeKind.NewConcept => Icons.Material.Rounded.AutoAwesome,
        NoticeKind.NewVersion => Icons.Material.Rounded.NewReleases,
        NoticeKind.Review => Icons.Material.Rounded.StarBorder,
        NoticeKind.Follower => Icons.Material.Rounded.PersonAdd,
        NoticeKind.TrainingDone => Icons.Material.Rounded.ModelTraining,
        NoticeKind.TrainingFailed => Icons.Material.Rounded.ErrorOutline,
        NoticeKind.Hidden => Icons.Material.Rounded.VisibilityOff,
        _ => Icons.Material.Rounded.Visibility,
    };
}
