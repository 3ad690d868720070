using System.Text.Json;

namespace ConceptHub.Cli.Tests.Evaluate;

/// <summary>The repository's own model, seed concepts and adapters: what the full evaluation found must show in the small one.</summary>
public sealed class QuickEvaluationTests
{
    [Fact]
    public async Task Fifteen_concepts_in_blocks_stay_themselves_where_plain_sum_and_average_lose_them()
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync("evaluate", "merge", "--quick", "--cache", "cache", "--json", "results.json");

        Assert.True(ended.Status is 0 or 1, ended.Error);
        var figures = Figures(concepthub["results.json"]);
        Assert.Equal(1, figures["merge.n15.default.ahead_of.naive"]);
        Assert.Equal(1, figures["merge.n15.default.ahead_of.fedavg"]);
        Assert.Equal(1, figures["merge.n15.default.unmerge_exact"]);
        Assert.Equal(0, figures["merge.n15.naive.unmerge_exact"]);
        Assert.True(figures["merge.n15.default.crosstalk"] < figures["merge.n15.naive.crosstalk"]);
        Assert.True(figures["merge.n15.default.drift"] < figures["merge.n15.naive.drift"]);
    }

    private static Dictionary<string, double> Figures(string json)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(json));
        return file.RootElement.GetProperty("results").EnumerateArray().Where(r => r.GetProperty("value").ValueKind == JsonValueKind.Number)
            .ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("value").GetDouble());
    }
}
