using ConceptHub.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Tests;

public sealed class AdministrationTests : IDisposable
{
    private readonly Concepthub _concepthub;
    private readonly string _home = Directory.CreateTempSubdirectory("concepthub-home-").FullName;

    public AdministrationTests() => _concepthub = new Concepthub { Home = _home };

    [Fact]
    public async Task Migrate_creates_the_database_once()
    {
        var before = await _concepthub.RunAsync("migrate", "--check");
        var first = await _concepthub.RunAsync("migrate");
        var after = await _concepthub.RunAsync("migrate", "--check");
        var second = await _concepthub.RunAsync("migrate");

        Assert.Equal((1, 0, 0, 0), (before.Status, first.Status, after.Status, second.Status));
        Assert.Contains("0 migrations applied", second.Output);
        Assert.True(File.Exists(Path.Combine(_home, "data", "state", "hub.db")));
    }

    [Fact]
    public async Task Grant_role_without_a_database_says_what_to_do()
    {
        var ended = await _concepthub.RunAsync("users", "grant-role", "ann", "moderator");

        Assert.Equal(2, ended.Status);
        Assert.Contains("concepthub migrate", ended.Error);
        Assert.False(Directory.Exists(Path.Combine(_home, "data")));
    }

    [Fact]
    public async Task Granted_role_is_kept()
    {
        await _concepthub.RunAsync("migrate");
        await using var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = new HubHome(_home) }).BuildServiceProvider();
        await JoinAsync(services, "ann");

        var granted = await _concepthub.RunAsync("users", "grant-role", "ann", "moderator");
        var stranger = await _concepthub.RunAsync("users", "grant-role", "bob", "moderator");

        Assert.Equal((0, 1), (granted.Status, stranger.Status));
        Assert.Contains("There is no member 'bob'.", stranger.Error);
        var ann = await services.GetRequiredService<Members>().FindAsync("ann", TestContext.Current.CancellationToken);
        Assert.Contains(HubRoles.Moderator, ann!.Roles);
    }

    [Fact]
    public async Task Backup_is_verified_and_restored_into_another_home()
    {
        await _concepthub.RunAsync("migrate");
        await using (var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = new HubHome(_home) }).BuildServiceProvider()) await JoinAsync(services, "ann");
        var (backup, elsewhere) = (Path.Combine(_home, "backup"), Path.Combine(_home, "elsewhere"));
        Directory.CreateDirectory(elsewhere);
        using var other = new Concepthub { Home = elsewhere };

        var made = await _concepthub.RunAsync("backup", backup);
        var again = await _concepthub.RunAsync("backup", backup);
        var whole = await _concepthub.RunAsync("backup", backup, "--verify");
        var restored = await other.RunAsync("restore", backup);
        var twice = await other.RunAsync("restore", backup);
        await File.AppendAllTextAsync(Path.Combine(backup, "hub.db"), "x", TestContext.Current.CancellationToken);
        var spoilt = await _concepthub.RunAsync("backup", backup, "--verify");

        Assert.Equal((0, 2, 0, 0, 2, 1), (made.Status, again.Status, whole.Status, restored.Status, twice.Status, spoilt.Status));
        Assert.Contains("--replace", twice.Error);
        Assert.Contains("hub.db has", spoilt.Error);
        await using var there = new ServiceCollection().AddCatalog(new CatalogOptions { Home = new HubHome(elsewhere) }).BuildServiceProvider();
        Assert.NotNull(await there.GetRequiredService<Members>().FindAsync("ann", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Audit_is_verified_and_exported()
    {
        await _concepthub.RunAsync("migrate");
        await using var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = new HubHome(_home) }).BuildServiceProvider();
        await JoinAsync(services, "ann");
        await _concepthub.RunAsync("users", "grant-role", "ann", "moderator");

        var whole = await _concepthub.RunAsync("audit", "verify", "--holds", new string('0', 64));
        var export = await _concepthub.RunAsync("audit", "export");

        Assert.Equal((1, 0), (whole.Status, export.Status));
        Assert.Contains("The chain is whole: 1 lines.", whole.Output);
        Assert.Contains("No line has the hash 0000", whole.Error);
        Assert.Contains("\"action\":\"grant role moderator\",\"target\":\"Member ann\"", export.Output);
    }

    public void Dispose()
    {
        _concepthub.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_home, recursive: true);
    }

    private static async Task JoinAsync(ServiceProvider services, string name)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var hub = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellation);
        hub.Users.Add(new Member { Id = Guid.CreateVersion7(), UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = name, SecurityStamp = "1", CreatedAt = DateTimeOffset.UnixEpoch });
        await hub.SaveChangesAsync(cancellation);
    }
}
