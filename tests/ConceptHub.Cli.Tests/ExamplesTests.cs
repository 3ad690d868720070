using System.Text.Json;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Tests;

public sealed class ExamplesTests
{
    [Fact]
    public async Task Example_sets_hold_pictures_with_captions_that_name_the_trigger()
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync("examples", "--out", "sets", "--pictures", "4");

        Assert.Equal(0, ended.Status);
        var folders = Directory.GetDirectories(concepthub["sets"]);
        Assert.Equal(HeldOutConcepts.Development.Count, folders.Length);
        Assert.All(folders, folder =>
        {
            using var concept = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "concept.json")));
            using var captions = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "training.json")));
            var trigger = concept.RootElement.GetProperty("triggerWord").GetString()!;
            Assert.Equal(4, captions.RootElement.GetArrayLength());
            Assert.All(captions.RootElement.EnumerateArray(), entry =>
            {
                Assert.Contains(trigger, entry.GetProperty("caption").GetString());
                Assert.True(File.Exists(Path.Combine(folder, "training", entry.GetProperty("file").GetString()!)));
            });
        });
    }
}
