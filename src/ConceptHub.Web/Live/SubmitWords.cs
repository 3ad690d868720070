using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Live;

/// <summary>Why a job was not taken, in sentences.</summary>
public static class SubmitWords
{
    /// <returns>Empty when it was queued.</returns>
    public static IReadOnlyList<string> Problems(SubmitResult result) => result.Match<IReadOnlyList<string>>(
        queued => [],
        refused => refused.Problems,
        tooMany => [LiveTexts.TooManyJobs.With(tooMany.Limit)],
        suspended => [LiveTexts.Suspended]);
}
