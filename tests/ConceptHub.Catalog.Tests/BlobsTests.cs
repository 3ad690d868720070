using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class BlobsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_content_is_kept_once_under_its_hash()
    {
        await using var hub = await TestHub.StartAsync();
        var blobs = hub.Get<FileBlobStore>();
        var content = "some bytes"u8.ToArray();

        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => blobs.PutAsync(content, Token))));

        var hash = Assert.Single(hashes.Distinct());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), hash);
        await using var stored = await blobs.OpenReadAsync(hash, Token);
        using var reader = new StreamReader(stored, Encoding.UTF8);
        Assert.Equal("some bytes", await reader.ReadToEndAsync(Token));
        Assert.Single(Directory.GetFiles(hub.Home.Blobs, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Broken_upload_leaves_nothing()
    {
        await using var hub = await TestHub.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => hub.Get<FileBlobStore>().PutAsync(new LostConnection(), Token));

        Assert.Empty(Directory.GetFiles(hub.Home.Blobs, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../../hub.db")]
    [InlineData("ABCDEF")]
    [InlineData("")]
    public async Task Anything_but_a_hash_is_no_place(string hash)
    {
        await using var hub = await TestHub.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Get<FileBlobStore>().OpenReadAsync(hash, Token));
    }

    [Fact]
    public void Full_disk_is_known_by_its_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");

        var full = Assert.ThrowsAny<IOException>(() =>
        {
            using var file = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write("x"u8);
        });

        Assert.True(StorageFullException.IsBehind(full));
        Assert.False(StorageFullException.IsBehind(new FileNotFoundException()));
    }

    [Fact]
    public async Task Full_database_is_known_by_its_error_and_keeps_nothing_half()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();
        await database.Database.OpenConnectionAsync(Token);
        await database.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1", Token); // no page more than there are
        for (var i = 0; i < 200; i++)
            database.Users.Add(new Member { Id = Guid.NewGuid(), UserName = $"m{i}", NormalizedUserName = $"M{i}", DisplayName = new string('x', 60) });

        var fault = await Assert.ThrowsAsync<DbUpdateException>(() => database.SaveChangesAsync(Token));

        Assert.True(StorageFullException.IsBehind(fault));
        await using var after = hub.Database();
        Assert.False(await after.Users.AnyAsync(Token));
    }

    [Fact]
    public async Task Recovery_keeps_the_state_of_unfinished_trainings_only()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var job = await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "rex"));
        var checkpoints = hub.Get<TrainingCheckpoints>();
        checkpoints.Save(job, [1]);
        checkpoints.Save(job, [2]);
        var finished = Guid.NewGuid();
        checkpoints.Save(finished, [3]);
        await hub.LeaseAsync();

        Assert.Equal(1, await hub.Get<HubSetup>().RecoverAsync(Token));

        Assert.Equal([2], checkpoints.Load(job));
        Assert.Null(checkpoints.Load(finished));
        Assert.Equal((job, 2), ((await hub.LeaseAsync()).Lease is var lease ? lease.JobId : default, lease.Attempt));
    }

    [Fact]
    public async Task Sweep_removes_only_what_nothing_refers_to()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await hub.PublishAsync(ann, "rex", "Rex");
        var waiting = await hub.DraftAsync(ann, "bello");
        await hub.StartTrainingAsync(ann, waiting);
        await hub.TrainAsync(await hub.LeaseAsync()); // its adapter is named by the job only
        var blobs = hub.Get<FileBlobStore>();
        var orphan = await blobs.PutAsync("nobody's"u8.ToArray(), Token);
        hub.Clock.SetUtcNow(DateTimeOffset.UtcNow); // files carry the real time

        Assert.Equal(0, await hub.Get<BlobSweep>().RunAsync(Token));
        hub.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await hub.Get<BlobSweep>().RunAsync(Token));

        Assert.False(blobs.Contains(orphan));
        Assert.IsType<PublishResult.Published>(await hub.Get<Publishing>().PublishAsync(ann, waiting, new PublishRequest { Name = "Bello" }, Token));
    }

    [Fact]
    public async Task Rows_whose_files_are_gone_are_mended_and_the_owner_is_told()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var picture = await hub.DrawAsync(ann, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Private);
        var kept = await hub.DrawAsync(ann, new PictureSettings { Prompt = "a cat" }, PictureVisibility.Private);
        var missing = hub.Get<MissingFiles>();
        Assert.True((await missing.FindAsync(Token)).IsEmpty);

        hub.Get<FileBlobStore>().Remove(picture.Blob);
        hub.Get<FileBlobStore>().Remove((await hub.Get<Concepts>().FindAsync(rex, ann, Token))!.Versions[0].AdapterBlob);
        var found = await missing.FindAsync(Token);
        var mended = await missing.MendAsync(Token);

        Assert.Equal((1, "Rex"), (found.Pictures, Assert.Single(found.Concepts)));
        Assert.Equal(found.Pictures, mended.Pictures);
        Assert.True((await missing.FindAsync(Token)).IsEmpty);
        Assert.Equal(kept.Id, Assert.Single((await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items).Id);
        Assert.Empty((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Items);
        Assert.Contains(await hub.Get<Notices>().ReadAsync(ann, Token), notice => notice is { Kind: NoticeKind.FileLost, Title: "Rex" });
    }

    private sealed class LostConnection() : MemoryStream(new byte[100])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection was lost.");
        }
    }
}
