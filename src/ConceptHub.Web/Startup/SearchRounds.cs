using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Tells members every few minutes of new concepts that their saved searches find.</summary>
internal sealed class SearchRounds(SearchNews news, TimeProvider clock, ILogger<SearchRounds> log) : Rounds(TimeSpan.FromMinutes(5), clock, log)
{
    protected override Task RoundAsync(CancellationToken cancellation) => news.TellAsync(cancellation);
}
