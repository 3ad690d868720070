namespace ConceptHub.Cli.Tests;

/// <summary>Base models by hand, with the untrained copy of the embedded one.</summary>
public sealed class ModelsTests(UntrainedHome home) : IDisposable
{
    private readonly string _own = Directory.CreateTempSubdirectory("concepthub-own-home-").FullName;
    private readonly Concepthub _program = new() { Home = home.Folder };

    [Fact]
    public async Task Model_is_added_listed_drawn_with_verified_and_removed()
    {
        using var program = new Concepthub { Home = OwnHome() };

        await program.RunAsync("migrate");
        var added = await program.RunAsync("models", "add", home.Model, "--name", "copy");
        var listed = await program.RunAsync("models", "list");
        var drawn = await program.RunAsync("generate", "--model", "copy", "--prompt", "a cat", "--steps", "1", "--out", "cat.png");
        var verified = await program.RunAsync("models", "verify", "copy");
        File.Delete(Path.Combine(_own, "data", "state", "models", "copy", "captions.json"));
        var changed = await program.RunAsync("models", "verify", "copy");
        var removed = await program.RunAsync("models", "remove", "copy");
        var again = await program.RunAsync("models", "remove", "copy");
        var audit = await program.RunAsync("audit", "export");

        Assert.Equal((0, 0, 0, 0, 1, 0), (added.Status, listed.Status, drawn.Status, verified.Status, changed.Status, removed.Status));
        Assert.Matches(@"copy  [0-9a-f]{12}  \d+ sites, \d+ layers, 16 blocks", added.Output);
        Assert.Contains("copy", listed.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(program["cat.png"]));
        Assert.Contains("captions.json is missing", changed.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_own, "data", "state", "models", "copy")));
        Assert.Equal(1, again.Status);
        var lines = audit.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"action\":\"add model\",\"target\":\"Model copy\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"action\":\"remove model\",\"target\":\"Model copy\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pickle_is_refused_in_one_sentence()
    {
        await File.WriteAllBytesAsync(_program["model.safetensors"], [0x80, 2, (byte)'}', (byte)'q', .. new byte[60]], TestContext.Current.CancellationToken);

        var ended = await _program.RunAsync("models", "add", "model.safetensors");

        Assert.Equal(1, ended.Status);
        Assert.Contains("pickle", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "'nothing' does not exist", "models", "add", "nothing")]
    [InlineData(1, "There is no model 'nothing'", "models", "remove", "nothing")]
    [InlineData(1, "comes with ConceptHub", "models", "remove", "toyworld")]
    [InlineData(2, "There is no model 'nothing'", "models", "export", "nothing", "--out", "x.safetensors")]
    [InlineData(2, "The folder 'nowhere' does not exist", "verify", "nowhere")]
    [InlineData(2, "cases.json is missing", "verify", ".")]
    public async Task Mistake_gets_a_sentence_and_its_status(int status, string sentence, params string[] arguments)
    {
        var ended = await _program.RunAsync(arguments);

        Assert.Equal(status, ended.Status);
        Assert.Contains(sentence, ended.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _program.Dispose();
        Directory.Delete(_own, recursive: true);
    }

    private string OwnHome()
    {
        File.WriteAllText(Path.Combine(_own, "appsettings.json"), "{}");
        return _own;
    }
}
