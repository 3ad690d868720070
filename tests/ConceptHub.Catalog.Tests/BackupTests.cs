using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ConceptHub.Catalog.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("concepthub-backup-").FullName;

    private string Backup => Path.Combine(_folder, "backup");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drill_backup_under_load_restored_elsewhere_has_every_row_and_every_blob()
    {
        await using var source = await TestHub.StartAsync();
        var ann = await source.JoinAsync("ann");
        await source.PublishAsync(ann, "spark", "Spark");
        using var stop = new CancellationTokenSource();
        var busy = Task.Run(() => WriteAsync(source, ann, stop.Token), Token);
        var (rows, blobs) = (await RowsAsync(source.Home), Blobs(source.Home));

        await source.Get<HubBackup>().WriteAsync(Backup, Token);
        await stop.CancelAsync();
        var written = await busy;
        var later = await RowsAsync(source.Home);
        await using var other = await TestHub.StartAsync();
        await other.Get<HubRestore>().RestoreAsync(Backup, replaces: true, Token);
        var restored = await RowsAsync(other.Home);

        Assert.True(written > 0);
        Assert.Empty(rows.Except(restored)); // what was there before is there
        Assert.Empty(restored.Except(later)); // and nothing that was never there
        Assert.Equal(blobs, blobs.Intersect(Blobs(other.Home)));
        Assert.All(Blobs(other.Home), blob => Assert.Equal(blob.Name, blob.Hash));
        Assert.True((await other.Get<MissingFiles>().FindAsync(Token)).IsEmpty);
    }

    [Fact]
    public async Task Archive_is_restored_like_a_folder()
    {
        await using var source = await TestHub.StartAsync();
        await source.PublishAsync(await source.JoinAsync("ann"), "spark", "Spark");
        Directory.CreateDirectory(source.Home.Keys);
        await File.WriteAllTextAsync(Path.Combine(source.Home.Keys, "key-1.xml"), "<key />", Token);
        var rows = await RowsAsync(source.Home);

        await source.Get<HubBackup>().WriteAsync(Backup + ".zip", Token);
        await using var other = await TestHub.StartAsync();
        await other.Get<HubRestore>().RestoreAsync(Backup + ".zip", replaces: true, Token);

        Assert.Equal(rows, await RowsAsync(other.Home));
        Assert.Equal(Blobs(source.Home), Blobs(other.Home));
        Assert.True(File.Exists(Path.Combine(other.Home.Keys, "key-1.xml")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(other.Home.State), entry => entry.Contains("unpacked", StringComparison.Ordinal) || entry.Contains("incoming", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Home_with_data_is_left_alone_unless_it_is_said_and_then_moved_aside()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.JoinAsync("ann");
        await hub.Get<HubBackup>().WriteAsync(Backup, Token);
        await hub.JoinAsync("ben");

        var refused = await Assert.ThrowsAsync<BackupException>(() => hub.Get<HubRestore>().RestoreAsync(Backup, replaces: false, Token));
        var before = await RowsAsync(hub.Home);
        await hub.Get<HubRestore>().RestoreAsync(Backup, replaces: true, Token);

        Assert.Contains("--replace", refused.Message);
        Assert.Contains(before, row => row.Contains("ben", StringComparison.Ordinal));
        Assert.DoesNotContain(await RowsAsync(hub.Home), row => row.Contains("ben", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Directory.GetDirectories(hub.Home.State, "replaced-*").Single(), "hub.db")));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("shorter")]
    [InlineData("missing")]
    [InlineData("cut off")]
    [InlineData("path")]
    public async Task Spoilt_backup_is_refused_before_anything_is_touched(string how)
    {
        await using var source = await TestHub.StartAsync();
        await source.PublishAsync(await source.JoinAsync("ann"), "spark", "Spark");
        await source.Get<HubBackup>().WriteAsync(Backup, Token);
        await using var other = await TestHub.StartAsync();
        var before = await RowsAsync(other.Home);
        Spoil(how);

        var refused = await Assert.ThrowsAsync<BackupException>(() => other.Get<HubRestore>().RestoreAsync(Backup, replaces: true, Token));

        Assert.NotEqual("", refused.Message);
        Assert.Equal(before, await RowsAsync(other.Home));
        Assert.Empty(Directory.GetDirectories(other.Home.State, "replaced-*"));
    }

    [Fact]
    public async Task Backup_never_writes_over_anything()
    {
        await using var hub = await TestHub.StartAsync();
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "mine.txt"), "mine", Token);

        var refused = await Assert.ThrowsAsync<BackupException>(() => hub.Get<HubBackup>().WriteAsync(Backup, Token));

        Assert.Contains("there already", refused.Message);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(Backup).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Database_is_copied_before_it_is_migrated_and_the_last_copies_are_kept()
    {
        await using var hub = await TestHub.StartAsync();
        var known = await KnownAsync(hub);
        for (var time = 0; time < DatabaseGuard.Kept + 2; time++)
        {
            await RunAsync(hub.Home, $"DELETE FROM __EFMigrationsHistory WHERE MigrationId = '{known[^1]}'"); // as if it were older by one
            await hub.Get<DatabaseGuard>().PrepareAsync(Token);
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var copies = Directory.GetFiles(Path.Combine(hub.Home.State, "backups")).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(DatabaseGuard.Kept, copies.Count);
        Assert.All(copies, copy => Assert.EndsWith($"-before-{known[^1]}.db", copy));
        Assert.Contains("20260301-1206", copies[^1], StringComparison.Ordinal);
        Assert.Equal(known.SkipLast(1), await SqliteFile.MigrationsAsync(copies[^1], Token));
    }

    [Fact]
    public async Task Current_database_is_not_copied()
    {
        await using var hub = await TestHub.StartAsync();

        await hub.Get<HubSetup>().MigrateAsync(Token);

        Assert.False(Directory.Exists(Path.Combine(hub.Home.State, "backups")));
    }

    [Fact]
    public async Task Newer_database_is_refused_at_the_start_and_as_a_backup()
    {
        await using var hub = await TestHub.StartAsync();
        await RunAsync(hub.Home, "INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('29990101000000_Future', '99.0')");
        await hub.Get<HubBackup>().WriteAsync(Backup, Token);
        await using var other = await TestHub.StartAsync();

        var start = await Assert.ThrowsAsync<BackupException>(() => hub.Get<HubSetup>().MigrateAsync(Token));
        var restore = await Assert.ThrowsAsync<BackupException>(() => other.Get<HubRestore>().RestoreAsync(Backup, replaces: true, Token));

        Assert.Contains("newer version", start.Message);
        Assert.Contains("29990101000000_Future", restore.Message);
    }

    [Theory]
    [InlineData("INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-01-01')")]
    [InlineData("DELETE FROM __EFMigrationsHistory WHERE MigrationId IN (SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId LIMIT 1 OFFSET 1)")]
    public async Task Half_migrated_database_is_refused(string cut)
    {
        await using var hub = await TestHub.StartAsync();
        await RunAsync(hub.Home, cut);

        var refused = await Assert.ThrowsAsync<BackupException>(() => hub.Get<HubSetup>().MigrateAsync(Token));

        Assert.Contains("half-migrated", refused.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Rows that come with their blobs, as fast as the disk takes them.
    private static async Task<int> WriteAsync(TestHub hub, Actor actor, CancellationToken stop)
    {
        var written = 0;
        for (; !stop.IsCancellationRequested || written == 0; written++)
        {
            var draft = await hub.Get<TrainDrafts>().StartAsync(actor, Token);
            var picture = new UploadedFile("a.png", new MemoryStream(TestHub.Png(64 + (written % 200), 64, (byte)written)));
            await hub.Get<TrainDrafts>().AddPicturesAsync(actor, draft, [picture], Token);
            await hub.JoinAsync($"m{written.ToString(CultureInfo.InvariantCulture)}");
        }

        return written;
    }

    private void Spoil(string how)
    {
        var blob = Directory.EnumerateFiles(Path.Combine(Backup, "blobs"), "*", SearchOption.AllDirectories).First();
        var manifest = Path.Combine(Backup, BackupManifest.Name);
        switch (how)
        {
            case "changed":
                var bytes = File.ReadAllBytes(blob);
                bytes[^1] ^= 1;
                File.WriteAllBytes(blob, bytes);
                break;
            case "shorter":
                File.WriteAllBytes(blob, []);
                break;
            case "missing":
                File.Delete(blob);
                break;
            case "cut off":
                File.Delete(manifest);
                break;
            default:
                File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"path\": \"hub.db\"", "\"path\": \"../hub.db\"", StringComparison.Ordinal));
                break;
        }
    }

    private static async Task<IReadOnlyList<string>> KnownAsync(TestHub hub)
    {
        await using var database = hub.Database();
        return [.. database.GetService<IMigrationsAssembly>().Migrations.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Every row of every table, with its table's name.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(HubHome home)
    {
        await using var database = await OpenAsync(home);
        await using var snapshot = await database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Token);
        var rows = new List<string>();
        foreach (var table in await ReadAsync(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%Search\\_%' ESCAPE '\\'"))
            rows.AddRange((await ReadAsync(database, $"SELECT * FROM \"{table}\"")).Select(row => $"{table}: {row}"));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> ReadAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        var values = new object[reader.FieldCount];
        while (await reader.ReadAsync(Token))
        {
            reader.GetValues(values);
            rows.Add(string.Join(" | ", values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private static List<(string Name, string Hash)> Blobs(HubHome home) =>
        [.. new DirectoryInfo(home.Blobs).EnumerateDirectories("??").SelectMany(part => part.EnumerateFiles().Select(file => (part.Name + file.Name, Hash(file.FullName)))).Order()];

    private static string Hash(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static async Task RunAsync(HubHome home, string sql)
    {
        await using var database = await OpenAsync(home);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<SqliteConnection> OpenAsync(HubHome home)
    {
        var database = new SqliteConnection($"Data Source={home.DatabaseFile};Pooling=False");
        await database.OpenAsync(Token);
        return database;
    }
}
