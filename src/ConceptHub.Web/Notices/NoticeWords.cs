using ConceptHub.Catalog;
using ConceptHub.Web.Comments;
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
            NoticeKind.Comment => NoticesTexts.Commented.With(who, notice.Title),
            NoticeKind.Answer => NoticesTexts.Answered.With(who, notice.Title),
            NoticeKind.Mention => NoticesTexts.Mentioned.With(who, notice.Title),
            NoticeKind.Follower => NoticesTexts.Follows.With(who),
            NoticeKind.TrainingDone => NoticesTexts.TrainingDone.With(notice.Title),
            NoticeKind.TrainingFailed => NoticesTexts.TrainingFailed.With(notice.Title),
            NoticeKind.Hidden => NoticesTexts.Hidden.With(notice.Title),
            NoticeKind.NamedCollaborator => NoticesTexts.NamedCollaborator.With(who, notice.Title),
            NoticeKind.CollaboratorAccepted => NoticesTexts.CollaboratorAccepted.With(who, notice.Title),
            NoticeKind.ConceptHandedOver => NoticesTexts.ConceptHandedOver.With(notice.Title),
            NoticeKind.SearchFound when notice.Count == 1 => NoticesTexts.SearchFoundOne.With(notice.Title),
            NoticeKind.SearchFound => NoticesTexts.SearchFoundMany.With(notice.Count, notice.Title),
            NoticeKind.Moderated => NoticesTexts.Moderated.With(notice.Title),
            NoticeKind.PartTaken => NoticesTexts.PartTaken.With(notice.Title),
            NoticeKind.ReportUpheld => NoticesTexts.ReportUpheld.With(notice.Title),
            NoticeKind.ReportDismissed => NoticesTexts.ReportDismissed.With(notice.Title),
            NoticeKind.Sanctioned => NoticesTexts.Sanctioned,
            NoticeKind.Lifted => NoticesTexts.Lifted,
            NoticeKind.PointsVoided => NoticesTexts.PointsVoided,
            NoticeKind.AppealUpheld => NoticesTexts.AppealUpheld.With(notice.Title),
            NoticeKind.AppealOverturned => NoticesTexts.AppealOverturned.With(notice.Title),
            NoticeKind.FileLost => NoticesTexts.FileLost.With(notice.Title),
            NoticeKind.AwaitsReview => NoticesTexts.AwaitsReview.With(notice.Title),
            NoticeKind.Approved => NoticesTexts.Approved.With(notice.Title),
            NoticeKind.NotApproved => NoticesTexts.NotApproved.With(notice.Title),
            NoticeKind.KeptPrivate => NoticesTexts.KeptPrivate.With(notice.Title),
            _ => NoticesTexts.Restored.With(notice.Title),
        };
    }

    public static string Address(NoticeInfo notice) => notice switch
    {
        { Kind: NoticeKind.Moderated or NoticeKind.Hidden or NoticeKind.Sanctioned or NoticeKind.Lifted or NoticeKind.PointsVoided or NoticeKind.AppealUpheld or NoticeKind.AppealOverturned } => "account/decisions",
        { Kind: NoticeKind.PartTaken } => "recipes",
        { Kind: NoticeKind.ReportUpheld or NoticeKind.ReportDismissed } => "notices",
        { JobId: { } job } => JobAddress.Of(job),
        { ConceptId: { } concept, CommentId: { } comment } => CommentAddress.Of(ConceptAddress.Of(concept, ""), comment),
        { ConceptId: { } concept, Kind: NoticeKind.Review } => ConceptAddress.Of(concept, "") + "#reviews",
        { ConceptId: { } concept } => ConceptAddress.Of(concept, ""),
        { Search: { } query } => (CatalogAddress.Of(query) with { Sort = ConceptSort.Newest }).ToString(),
        { Kind: NoticeKind.SearchFound } => "./",
        { Kind: NoticeKind.Follower, ActorName: { } name } => $"u/{name}",
        _ => "gallery",
    };

    public static string Icon(NoticeKind kind) => kind switch
    {
        NoticeKind.NewConcept => Icons.Material.Rounded.AutoAwesome,
        NoticeKind.NewVersion => Icons.Material.Rounded.NewReleases,
        NoticeKind.Review => Icons.Material.Rounded.StarBorder,
        NoticeKind.Comment => Icons.Material.Rounded.ChatBubbleOutline,
        NoticeKind.Answer => Icons.Material.Rounded.Reply,
        NoticeKind.Mention => Icons.Material.Rounded.AlternateEmail,
        NoticeKind.Follower => Icons.Material.Rounded.PersonAdd,
        NoticeKind.TrainingDone => Icons.Material.Rounded.ModelTraining,
        NoticeKind.TrainingFailed => Icons.Material.Rounded.ErrorOutline,
        NoticeKind.Hidden => Icons.Material.Rounded.VisibilityOff,
        NoticeKind.NamedCollaborator => Icons.Material.Rounded.GroupAdd,
        NoticeKind.CollaboratorAccepted => Icons.Material.Rounded.Group,
        NoticeKind.ConceptHandedOver => Icons.Material.Rounded.CardGiftcard,
        NoticeKind.SearchFound => Icons.Material.Rounded.ManageSearch,
        NoticeKind.Moderated or NoticeKind.Sanctioned or NoticeKind.Lifted or NoticeKind.PointsVoided or NoticeKind.AppealUpheld or NoticeKind.AppealOverturned => Icons.Material.Rounded.Gavel,
        NoticeKind.PartTaken => Icons.Material.Rounded.RemoveCircleOutline,
        NoticeKind.ReportUpheld or NoticeKind.ReportDismissed => Icons.Material.Rounded.Flag,
        NoticeKind.FileLost => Icons.Material.Rounded.BrokenImage,
        NoticeKind.AwaitsReview => Icons.Material.Rounded.HourglassTop,
        NoticeKind.Approved => Icons.Material.Rounded.TaskAlt,
        NoticeKind.NotApproved or NoticeKind.KeptPrivate => Icons.Material.Rounded.Block,
        _ => Icons.Material.Rounded.Visibility,
    };
}
