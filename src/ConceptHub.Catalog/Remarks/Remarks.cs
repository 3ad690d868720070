using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What holds for reviews and comments alike.</summary>
internal static class Remarks
{
    public const int LongestText = 2000;
    public const string Suspended = "Your account is suspended; nothing can be written now.";

    public static string? LengthProblem(string text, string what) =>
        text.Length > LongestText ? $"The {what} has {text.Length} characters; {LongestText} is the most." : null;

    /// <summary>Everyone sees what is not hidden; hidden ones are seen by their author and by moderators. Where the concept is not seen, nothing is.</summary>
    public static IQueryable<T> VisibleTo<T>(HubDbContext hub, Actor? viewer) where T : Remark
    {
        var id = viewer?.Id;
        var moderates = viewer?.CanModerate ?? false;
        var concepts = Concepts.VisibleTo(hub.Concepts, viewer);
        return hub.Set<T>().Where(r => (r.HiddenReason == null || moderates || r.AuthorId == id) && concepts.Any(c => c.Id == r.ConceptId));
    }

    /// <summary>All but those on concepts that were deleted.</summary>
    public static IQueryable<T> Standing<T>(HubDbContext hub) where T : Remark =>
        hub.Set<T>().Where(r => hub.Concepts.Any(c => c.Id == r.ConceptId && c.State != ConceptState.Deleted));

    /// <summary>Hides one with a reason, or restores it with null.</summary>
    /// <returns>How many changed: 0 or 1.</returns>
    public static Task<int> HideAsync<T>(IQueryable<T> remarks, Guid id, string? reason, CancellationToken cancellation) where T : Remark =>
        remarks.Where(r => r.Id == id && (reason != null || r.HiddenReason != null)).ExecuteUpdateAsync(set => set.SetProperty(r => r.HiddenReason, reason), cancellation);
}
