using Microsoft.Data.Sqlite;

namespace ConceptHub.Browser.Tests;

/// <summary>A site of its own whose catalog holds one seed concept under sixty more names, all with the tag "many".</summary>
public sealed class CrowdedSite : IAsyncLifetime
{
    public const int Copies = 60;

    private SiteProcess? _site;

    internal SiteProcess Site => _site!;

    public async ValueTask InitializeAsync()
    {
        _site = await SiteProcess.StartAsync();
        await MultiplyAsync(_site);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) await _site.DisposeAsync();
    }

    private static async Task MultiplyAsync(SiteProcess site)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(site.State, "hub.db")};Default Timeout=30");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var work = database.BeginTransaction();
        for (var i = 0; i < Copies; i++)
        {
            var id = Guid.NewGuid().ToString().ToUpperInvariant();
            await CopyAsync(database, "Concepts", "Slug = 'mira'", new() { ["Id"] = id, ["Row"] = 0, ["Name"] = $"Copy {i:00}", ["TriggerKey"] = $"copy{i}", ["TriggerWord"] = $"<copy{i}>", ["Tags"] = """["many"]""" });
            await CopyAsync(database, "ConceptVersions", "ConceptId = (SELECT Id FROM Concepts WHERE Slug = 'mira' ORDER BY Row LIMIT 1)", new() { ["Id"] = Guid.NewGuid().ToString().ToUpperInvariant(), ["ConceptId"] = id });
        }

        await work.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CopyAsync(SqliteConnection database, string table, string which, Dictionary<string, object> changed)
    {
        var columns = new List<string>();
        await using (var read = database.CreateCommand())
        {
            read.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            await using var rows = await read.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken)) columns.Add(rows.GetString(0));
        }

        await using var write = database.CreateCommand();
        write.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(c => changed.ContainsKey(c) ? "$" + c : c))} FROM {table} WHERE {which} ORDER BY rowid LIMIT 1";
        foreach (var (column, value) in changed) write.Parameters.AddWithValue("$" + column, value);
        await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
