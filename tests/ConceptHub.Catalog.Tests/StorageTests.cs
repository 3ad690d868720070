using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class StorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrations_say_all_that_the_model_says()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();

        Assert.False(database.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.Get<HubSetup>().MigrateAsync(Token);
        await using var database = hub.Database();

        Assert.Equal(HubRoles.All.Count, await database.Roles.CountAsync(Token));
    }

    [Fact]
    public async Task Database_takes_note_of_how_its_tables_are_filled()
    {
        await using var hub = await TestHub.StartAsync();
        foreach (var name in new[] { "ann", "ben", "cat" }) await hub.JoinAsync(name);
        Assert.Equal(0, await NotedAsync());

        await hub.Get<HubSetup>().OptimizeAsync(Token);

        Assert.NotEqual(0, await NotedAsync());

        async Task<int> NotedAsync()
        {
            await using var database = hub.Database();
            // The table is made by the first note.
            var tables = await database.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = 'sqlite_stat1'").SingleAsync(Token);
            return tables == 0 ? 0 : await database.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_stat1 WHERE tbl = 'Members'").SingleAsync(Token);
        }
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")] // FULL
    [InlineData("foreign_keys", "1")]
    public async Task Connection_is_set_up_so_that_nothing_accepted_is_lost(string pragma, string expected)
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();
        await database.Database.OpenConnectionAsync(Token);
        await using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";

        Assert.Equal(expected, (await command.ExecuteScalarAsync(Token))?.ToString());
    }

    [Fact]
    public async Task Moments_are_ordered_by_the_database()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.JoinAsync("early");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.JoinAsync("late");
        await using var database = hub.Database();

        Assert.Equal("late", (await database.Users.OrderByDescending(m => m.CreatedAt).FirstAsync(Token)).UserName);
    }
}
