using ConceptHub.Catalog;

namespace ConceptHub.Web.Moderation;

/// <summary>Decisions and what they are about, in words.</summary>
internal static class DecisionWords
{
    public static IReadOnlyList<ConceptFields> Fields { get; } = [ConceptFields.Name, ConceptFields.Description, ConceptFields.Tags, ConceptFields.Rating];

    public static string Of(ConceptFields field) => field switch
    {
        ConceptFields.Name => ModerationTexts.Name,
        ConceptFields.Description => ModerationTexts.FieldDescription,
        ConceptFields.Tags => ModerationTexts.FieldTags,
        _ => ModerationTexts.Rating,
    };

    public static string Of(DecisionAction action) => action switch
    {
        DecisionAction.Hide => ModerationTexts.DidHide,
        DecisionAction.Restore => ModerationTexts.DidRestore,
        DecisionAction.Unpublish => ModerationTexts.DidUnpublish,
        DecisionAction.Rate => ModerationTexts.DidRate,
        DecisionAction.Rename => ModerationTexts.DidRename,
        DecisionAction.Lock => ModerationTexts.DidLock,
        DecisionAction.Approve => ModerationTexts.DidApprove,
        DecisionAction.Refuse => ModerationTexts.DidRefuse,
        DecisionAction.Mute => ModerationTexts.DidMute,
        DecisionAction.Suspend => ModerationTexts.DidSuspend,
        DecisionAction.Ban => ModerationTexts.DidBan,
        _ => ModerationTexts.DidRemovePictures,
    };

    public static string Address(DecisionInfo decision) => ItemAddress.Of(new ReportedItem(decision.Target, decision.Title, decision.Page, null, "", null, []));
}
