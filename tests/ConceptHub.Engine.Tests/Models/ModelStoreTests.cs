using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Tests.Checkpoints;
using Microsoft.Extensions.Time.Testing;

namespace ConceptHub.Engine.Tests.Models;

/// <summary>Models on disk: added, found again, checked, removed.</summary>
public sealed class ModelStoreTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("concepthub-store-").FullName;
    private readonly RandomModelFolder _model = new(RandomModelFolder.First);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 5, 0, 0, TimeSpan.Zero));
    private readonly ModelStore _store;

    public ModelStoreTests() => _store = new ModelStore(Path.Combine(_home, "built-in"), Added, _clock);

    private string Added => Path.Combine(_home, "added");

    [Fact]
    public void Added_model_is_listed_with_its_plan_and_passes_its_check()
    {
        var model = Add("first");

        Assert.Equal(["first"], _store.All.Select(known => known.Name));
        var manifest = _store.All[0].Manifest!;
        Assert.Equal((16, 7 * 10, 7), (manifest.Blocks, manifest.Layers, manifest.Sites));   // transformers: 2 down, 1 in the middle, 2 in each of 2 blocks up
        Assert.Equal(_clock.GetUtcNow(), manifest.AddedAt);
        Assert.Equal(model.Folder, _store.Find("first"));
        Assert.Empty(Verify("first").Problems);
    }

    [Fact]
    public void Single_file_is_added_with_the_tokenizer_of_a_known_model()
    {
        Add("first");
        var file = Path.Combine(_home, "My Model (v2).safetensors");
        SingleFileExport.Write(_model.Folder, file, TestContext.Current.CancellationToken);

        var model = _store.Add(file, null, new ModelImportOptions(), TestContext.Current.CancellationToken);

        Assert.Equal("my-model-v2", model.Name);
        Assert.Equal(_store.All[0].Manifest!.Hash, model.Manifest!.Hash);
    }

    [Fact]
    public void Changed_missing_and_new_files_are_told()
    {
        var folder = Add("first").Folder;
        var weights = Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors");
        using (var stream = File.Open(weights, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Position = stream.Length - 2;   // a little of the last weight
            var high = stream.ReadByte();
            stream.Position = stream.Length - 2;
            stream.WriteByte((byte)(high ^ 1));
        }

        File.Delete(Path.Combine(folder, "model_index.json"));
        File.WriteAllText(Path.Combine(folder, "run.sh"), "");

        var problems = Verify("first").Problems;

        Assert.Equal(["model_index.json is missing.", "run.sh was not there when it was added.", "unet/diffusion_pytorch_model.safetensors has other content than when it was added."], problems.Take(3));
        Assert.Contains("others than when it was added", problems[3]);
    }

    [Theory]
    [InlineData("first", "already")]
    [InlineData("../escape", "cannot be a model's name")]
    [InlineData("", "cannot be a model's name")]
    [InlineData(".hidden", "cannot be a model's name")]
    public void Name_that_is_taken_or_no_name_is_refused(string name, string sentence)
    {
        Add("first");

        Assert.Contains(sentence, Assert.Throws<InvalidModelException>(() => Add(name)).Message);
        Assert.Single(Directory.EnumerateFileSystemEntries(Added));
    }

    [Fact]
    public void Model_that_cannot_be_used_leaves_nothing_behind()
    {
        File.WriteAllText(Path.Combine(_model.Folder, "vae", "config.json"), "{}");

        Assert.Contains("vae/config.json", Assert.Throws<InvalidModelException>(() => Add("first")).Message);
        Assert.Empty(_store.All);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Added));
    }

    [Fact]
    public void Cancelled_model_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => _store.Add(_model.Folder, "first", new ModelImportOptions(), cancelled.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Added));
    }

    [Fact]
    public void Removed_model_is_gone_and_built_in_ones_stay()
    {
        Add("first");
        Directory.CreateDirectory(Path.Combine(_home, "built-in", "own", "unet"));

        _store.Remove("first");

        Assert.Equal(["own"], _store.All.Select(model => model.Name));
        Assert.Contains("comes with ConceptHub", Assert.Throws<InvalidModelException>(() => _store.Remove("own")).Message);
        Assert.Contains("there are own", Assert.Throws<InvalidModelException>(() => _store.Remove("first")).Message);
        Assert.True(Directory.Exists(Path.Combine(_home, "built-in", "own")));
    }

    [Fact]
    public void Half_written_models_are_not_listed_and_go_when_a_server_starts()
    {
        Add("first");
        Directory.CreateDirectory(Path.Combine(Added, ".second.0123.new", "unet"));

        Assert.Equal(["first"], _store.All.Select(model => model.Name));
        _store.RemoveHalfWritten();

        Assert.Equal([Path.Combine(Added, "first")], Directory.EnumerateFileSystemEntries(Added));
    }

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private StoredModel Add(string name) => _store.Add(_model.Folder, name, new ModelImportOptions(), TestContext.Current.CancellationToken);

    private ModelCheck Verify(string name) => _store.Verify(name, TestContext.Current.CancellationToken);
}
