using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ConceptHub.Catalog;

/// <summary>The hub on SQLite, the default for one machine. Migrations in <c>Migrations/Sqlite</c>.</summary>
public sealed class SqliteHubDbContext(DbContextOptions<SqliteHubDbContext> options) : HubDbContext(options)
{
    /// <summary>Options for a database file: foreign keys on, waiting instead of "database is locked", every commit on disk.</summary>
    public static DbContextOptions<SqliteHubDbContext> Options(string databaseFile) =>
        new DbContextOptionsBuilder<SqliteHubDbContext>()
            .UseSqlite($"Data Source={databaseFile};Foreign Keys=True;Default Timeout=30")
            .AddInterceptors(new ConnectionSettings())
            .UseApplicationServiceProvider(IdentitySchema.Services)
            .Options;

    // As SQLite recommends (sqlite.org/pragma.html#pragma_optimize): 0x02 analyses, 0x10 reads a sample of each index only, and 0x10000
    // asks for all tables instead of those that this connection has used, since connections come from a pool.
    internal override Task OptimizeAsync(CancellationToken cancellation) => Database.ExecuteSqlRawAsync("PRAGMA optimize = 0x10012", cancellation);

    internal override IQueryable<Guid> MatchConcepts(IReadOnlyList<string> words)
    {
        var expression = Expression(words);
        return Database.SqlQuery<Guid>($"SELECT c.Id AS Value FROM ConceptSearch AS s JOIN Concepts AS c ON c.Row = s.rowid WHERE ConceptSearch MATCH {expression}");
    }

    // Three passes by rows alone take a third of the time that bm25 takes, which looks at every place of every word in every hit.
    internal override async Task<List<ConceptHit>> HitsAsync(IReadOnlyList<string> words, long above, CancellationToken cancellation)
    {
        var expression = Expression(words);
        var hits = await RowsAsync(expression, above, cancellation);
        var ranks = new byte[hits.Count];
        Array.Fill(ranks, (byte)2);
        Raise(ranks, hits, await RowsAsync($"{{ClassWord Tags Creator}} : ({expression})", above, cancellation), rank: 1);
        Raise(ranks, hits, await RowsAsync($"{{Name TriggerWord}} : ({expression})", above, cancellation), rank: 0);
        return [.. hits.Zip(ranks, (row, rank) => new ConceptHit(row, rank))];
    }

    internal override async Task<IReadOnlyList<KnownTerm>> TermsAsync(string beginning, CancellationToken cancellation)
    {
        var terms = new List<KnownTerm>();
        // \uffff sorts behind all letters, so this is a range of the index.
        await ReadAsync("SELECT term, doc FROM ConceptTerms WHERE term >= $value AND term < $value || char(0xffff)", [("$value", beginning)], row => terms.Add(new KnownTerm(row.GetString(0), row.GetInt64(1))), cancellation);
        return terms;
    }

    private async Task<List<long>> RowsAsync(string expression, long above, CancellationToken cancellation)
    {
        var rows = new List<long>();
        await ReadAsync("SELECT rowid FROM ConceptSearch WHERE ConceptSearch MATCH $value AND rowid > $above", [("$value", expression), ("$above", above)], row => rows.Add(row.GetInt64(0)), cancellation);
        return rows;
    }

    // Full text answers in the order of rows.
    private static void Raise(byte[] ranks, List<long> all, List<long> some, byte rank)
    {
        var place = 0;
        foreach (var row in some)
        {
            while (all[place] != row) place++;
            ranks[place] = rank;
        }
    }

    private async Task ReadAsync(string sql, IReadOnlyList<(string Name, object Value)> parameters, Action<DbDataReader> read, CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation)) read(rows);
    }

    internal override IQueryable<Guid> MatchRecipes(IReadOnlyList<string> words)
    {
        var expression = Expression(words);
        return Database.SqlQuery<Guid>($"SELECT RecipeId AS Value FROM RecipeSearch WHERE RecipeSearch MATCH {expression}");
    }

    // Quoted, so that nothing a visitor types is read as FTS5 syntax; the star finds words that begin so.
    private static string Expression(IReadOnlyList<string> words) => string.Join(' ', words.Select(word => $"\"{word.Replace("\"", "\"\"")}\"*"));

    private sealed class ConnectionSettings : DbConnectionInterceptor
    {
        // A job that was accepted is not lost with the power: FULL, although WAL alone would allow NORMAL.
        private const string Settings = "PRAGMA busy_timeout = 20000; PRAGMA synchronous = FULL;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Settings;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>For <c>dotnet ef migrations add</c>, which never opens the file.</summary>
internal sealed class SqliteHubDesign : IDesignTimeDbContextFactory<SqliteHubDbContext>
{
    public SqliteHubDbContext CreateDbContext(string[] args) => new(SqliteHubDbContext.Options("design-time.db"));
}

/// <summary>Hands the services a context without naming the provider; those that were disposed serve again.</summary>
internal sealed class SqliteHubs(DbContextOptions<SqliteHubDbContext> options, TimeProvider clock) : IDbContextFactory<HubDbContext>
{
    private readonly PooledDbContextFactory<SqliteHubDbContext> _contexts = new(options);

    public HubDbContext CreateDbContext()
    {
        var context = _contexts.CreateDbContext();
        context.Clock = clock;
        return context;
    }
}
