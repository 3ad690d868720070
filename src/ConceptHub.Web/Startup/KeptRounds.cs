using ConceptHub.Catalog;
using ConceptHub.Web.Live;

namespace ConceptHub.Web.Startup;

/// <summary>Has concepts measured that were published lately, one at a time and behind everything else.</summary>
internal sealed class KeptRounds(KeptReports kept, JobBell bell, BaseModelGate gate, EngineOptions engine, TimeProvider clock, ILogger<KeptRounds> log) : Rounds(TimeSpan.FromMinutes(5), clock, log)
{
    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (engine.MeasuresByItself && gate.Current is { } model && await kept.QueueNextAsync(model.Installed, cancellation)) bell.Ring();
    }
}
