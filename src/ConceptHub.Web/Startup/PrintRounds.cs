using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Looks every few minutes at stored pictures that were never looked at, so that a block finds those that are like the blocked one.</summary>
internal sealed class PrintRounds(PicturePrints prints, TimeProvider clock, ILogger<PrintRounds> log) : Rounds(TimeSpan.FromMinutes(2), clock, log)
{
    protected override Task RoundAsync(CancellationToken cancellation) => prints.FillAsync(cancellation);
}
