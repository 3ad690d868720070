using System.Diagnostics.Metrics;

namespace ConceptHub.Engine.Tests;

public sealed class CacheMeterTests
{
    [Fact]
    public async Task Instruments_tell_what_the_cache_of_adapters_did_in_two_jobs()
    {
        await using var bench = new Bench();
        using var meter = new CacheMeter(bench.Budget);
        var alice = new RecipeAdapter(Guid.NewGuid(), "Alice", bench.PutAdapter(3), 1);
        for (var i = 0; i < 2; i++) await bench.RunAsync(bench.Picture("<alice> in a house") with { Recipe = [alice] });

        var told = Told();

        var bytes = FakeDevice.Adapter(3).Bytes;
        Assert.Equal(1, told["concepthub.cache.lookups hit=True"]);
        Assert.Equal(1, told["concepthub.cache.lookups hit=False"]);
        Assert.Equal((bytes, 1L, 0L), (told["concepthub.cache.size"], told["concepthub.cache.entries"], told["concepthub.cache.evictions"]));
        Assert.Equal(meter.Figures.Single(cache => cache.Name == "adapters").Budget, told["concepthub.cache.budget"]);
        Assert.Equal(1, bench.Blobs.Reads);
    }

    private static Dictionary<string, long> Told()
    {
        var told = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == EngineMeter.Name && instrument.Name.StartsWith("concepthub.cache.", StringComparison.Ordinal)) it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (byName["cache"] is "adapters") told[instrument.Name + (byName.TryGetValue("hit", out var hit) ? $" hit={hit}" : "")] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return told;
    }
}
