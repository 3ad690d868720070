using ConceptHub.Catalog;

namespace ConceptHub.Web.Live;

/// <summary>Why a job was not taken, in sentences.</summary>
public static class SubmitWords
{
    /// <returns>Empty when it was queued.</returns>
    public static IReadOnlyList<string> Problems(SubmitResult result) => result.Match<IReadOnlyList<string>>(
        queued => [],
        refused => refused.Problems,
        tooMany => [$"You have {tooMany.Limit} such jobs waiting or running, which is the most at a time. Wait for one to finish, or cancel one."],
        suspended => ["Your account is suspended; it cannot start jobs now."]);
}
