using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Safety;

/// <summary>Blocks in words.</summary>
internal static class BlockWords
{
    public static string Of(ContentBlockKind kind) => kind switch
    {
        ContentBlockKind.File => SafetyTexts.KindFile,
        ContentBlockKind.Numbers => SafetyTexts.KindNumbers,
        _ => SafetyTexts.KindPicture,
    };

    /// <summary>What of an item would be blocked.</summary>
    public static string Of(BlockableHash hash) => hash switch
    {
        { Kind: ContentBlockKind.Numbers, Version: { } version } => SafetyTexts.NumbersOfVersion.With(version),
        { Version: { } version } => SafetyTexts.FileOfVersion.With(version),
        { Kind: ContentBlockKind.Picture } => SafetyTexts.KindPicture,
        _ => SafetyTexts.PlainPicture,
    };

    /// <summary>How an item is like what was blocked.</summary>
    public static string Of(BlockMatch match) => match switch
    {
        { Pictures.Count: > 1 } => SafetyTexts.ShowsMany.With(match.Pictures.Count),
        { Pictures.Count: 1 } => SafetyTexts.ShowsOne,
        { Item.Target.Kind: TargetKind.Concept } => SafetyTexts.HasAdapter,
        { Item.Target.Kind: TargetKind.Recipe } => SafetyTexts.RecipeOver,
        _ => SafetyTexts.SamePicture,
    };

    // What a redirect may say; only these words reach the page.
    public static (bool Good, string Text)? Said(string? word, string? refusal) => word switch
    {
        "blocked" => (true, SafetyTexts.SaidBlocked),
        "already" => (true, SafetyTexts.SaidAlready),
        "lifted" => (true, SafetyTexts.SaidLifted),
        "taken-down" => (true, SafetyTexts.SaidTakenDown),
        "partly" => (false, refusal ?? SafetyTexts.SaidPartly),
        "gone" => (false, SafetyTexts.SaidGone),
        "refused" => (false, refusal ?? SafetyTexts.SaidRefused),
        _ => null,
    };
}
