using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class AuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Untouched_chain_is_whole()
    {
        await using var hub = await WithLinesAsync("one", "two", "three");

        var whole = Assert.IsType<AuditProof.Whole>(await hub.Get<Audit>().VerifyAsync(Token));

        Assert.Equal(3, whole.Lines);
        Assert.True(await hub.Get<Audit>().HoldsAsync(whole.Head, Token));
        Assert.False(await hub.Get<Audit>().HoldsAsync(new string('0', 64), Token));
    }

    [Theory]
    [InlineData("UPDATE Audit SET Reason = 'nothing' WHERE Id = 2", 2)]
    [InlineData("UPDATE Audit SET Action = Action || Target, Target = '' WHERE Id = 2", 2)] // the same letters in other fields
    [InlineData("UPDATE Audit SET At = At + 1 WHERE Id = 1", 1)]
    [InlineData("DELETE FROM Audit WHERE Id = 2", 3)]
    [InlineData("UPDATE Audit SET Id = Id + 10 WHERE Id = 2", 3)]
    [InlineData("INSERT INTO Audit SELECT 9, At, ActorId, ActorName, Action, Target, Reason, Hash FROM Audit WHERE Id = 1", 9)]
    [InlineData("UPDATE Audit SET Hash = '' WHERE Id = 3", 3)]
    public async Task Chain_breaks_at_the_first_line_that_was_touched(string sql, long line)
    {
        await using var hub = await WithLinesAsync("one", "two", "three");
        await TouchAsync(hub, sql);

        var broken = Assert.IsType<AuditProof.Broken>(await hub.Get<Audit>().VerifyAsync(Token));

        Assert.Equal(line, broken.Number);
    }

    [Theory]
    [InlineData("UPDATE Audit SET Reason = 'nothing'")]
    [InlineData("UPDATE Audit SET Hash = ''")]
    [InlineData("DELETE FROM Audit")]
    [InlineData("INSERT INTO Audit (At, ActorId, ActorName, Action, Target, Reason) VALUES (0, 'x', 'x', 'x', 'x', 'x')")]
    public async Task Database_itself_refuses_to_forget_and_to_take_unchained_lines(string sql)
    {
        await using var hub = await WithLinesAsync("one");
        await using var database = hub.Database();

        await Assert.ThrowsAsync<SqliteException>(() => database.Database.ExecuteSqlRawAsync(sql, Token));
    }

    [Fact]
    public async Task Lines_older_than_the_chain_are_chained_at_the_next_start()
    {
        await using var hub = await WithLinesAsync("one", "two");
        await TouchAsync(hub, "UPDATE Audit SET Hash = ''");

        await hub.Get<HubSetup>().MigrateAsync(Token);
        await hub.Get<Audit>().RecordAsync(Actor.Operator, "do", "Thing", "three", Token);

        Assert.Equal(3, Assert.IsType<AuditProof.Whole>(await hub.Get<Audit>().VerifyAsync(Token)).Lines);
    }

    [Fact]
    public async Task Entries_saved_together_are_chained_in_their_order_and_never_outside_of_a_transaction()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();
        database.Audit.AddRange(Enumerable.Range(0, 5).Select(i => AuditEntry.By(Actor.Operator, hub.Clock.GetUtcNow(), "do", "Thing", $"{i}\0 with a zero")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.SaveChangesAsync(Token));
        await using (var work = await database.Database.BeginTransactionAsync(Token))
        {
            await database.SaveChangesAsync(Token);
            await work.CommitAsync(Token);
        }

        Assert.Equal(5, Assert.IsType<AuditProof.Whole>(await hub.Get<Audit>().VerifyAsync(Token)).Lines);
    }

    [Fact]
    public async Task Writers_at_once_make_one_chain()
    {
        await using var hub = await TestHub.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => hub.Get<Audit>().RecordAsync(Actor.Operator, "do", "Thing", $"{i}", Token), Token)));

        Assert.Equal(8, Assert.IsType<AuditProof.Whole>(await hub.Get<Audit>().VerifyAsync(Token)).Lines);
    }

    [Fact]
    public async Task Lines_are_found_by_parts_of_their_words_and_older_ones_follow()
    {
        await using var hub = await WithLinesAsync([.. Enumerable.Range(1, Audit.PageSize + 5).Select(i => $"reason {i}"), "100% sure"]);
        var audit = hub.Get<Audit>();

        var newest = (await audit.FindAsync(Actor.Operator, new AuditQuery { Actor = "OPER", Action = "do", Target = "thi" }, Token))!;
        var older = (await audit.FindAsync(Actor.Operator, new AuditQuery { Before = newest.Older }, Token))!;

        Assert.Equal(("100% sure", Audit.PageSize), (newest.Lines[0].Reason, newest.Lines.Count));
        Assert.Equal((6, "reason 1", null), (older.Lines.Count, older.Lines[^1].Reason, older.Older));
        Assert.Equal("100% sure", Assert.Single((await audit.FindAsync(Actor.Operator, new AuditQuery { Text = "0%" }, Token))!.Lines).Reason);
        Assert.Empty((await audit.FindAsync(Actor.Operator, new AuditQuery { Actor = "ann" }, Token))!.Lines);
    }

    [Fact]
    public async Task Exported_lines_hold_all_that_their_hashes_are_made_of()
    {
        await using var hub = await WithLinesAsync("it is \"odd\"", "größer");
        var lines = new List<System.Text.Json.JsonElement>();
        await foreach (var line in hub.Get<Audit>().ReadAsync(Actor.Operator, new AuditQuery(), Token)) lines.Add(System.Text.Json.JsonDocument.Parse(line.ToJson()).RootElement);

        var last = "";
        foreach (var line in lines)
        {
            var fields = new[] { "at", "actorId", "actor", "action", "target", "reason" }.Select(name => line.GetProperty(name).GetString()!).Prepend(last);
            var bytes = fields.SelectMany(field => System.Text.Encoding.UTF8.GetBytes($"{System.Text.Encoding.UTF8.GetByteCount(field)}:{field}")).ToArray();
            last = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Equal(last, line.GetProperty("hash").GetString());
        }

        Assert.Equal(2, lines.Count);
    }

    private static async Task<TestHub> WithLinesAsync(params string[] reasons)
    {
        var hub = await TestHub.StartAsync();
        foreach (var reason in reasons) await hub.Get<Audit>().RecordAsync(Actor.Operator, "do", "Thing 1", reason, Token);
        return hub;
    }

    /// <summary>What somebody with the file in hand could do: the triggers go, and come back.</summary>
    private static async Task TouchAsync(TestHub hub, string sql)
    {
        await using var database = hub.Database();
        var triggers = await database.Database.SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'Audit'").ToListAsync(Token);
        await database.Database.ExecuteSqlRawAsync("DROP TRIGGER AuditKeepsLines; DROP TRIGGER AuditKeepsAll; DROP TRIGGER AuditIsChained", Token);
        await database.Database.ExecuteSqlRawAsync(sql, Token);
        foreach (var trigger in triggers) await database.Database.ExecuteSqlRawAsync(trigger, Token);
    }
}
