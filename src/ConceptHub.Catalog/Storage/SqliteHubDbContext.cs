using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

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

    internal override IQueryable<ConceptMatch> MatchConcepts(IReadOnlyList<string> words)
    {
        var expression = Expression(words);
        return Database.SqlQuery<ConceptMatch>(
            $"SELECT ConceptId, rank AS Rank FROM ConceptSearch WHERE ConceptSearch MATCH {expression}");
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

/// <summary>Hands the services a context without naming the provider.</summary>
internal sealed class SqliteHubs(DbContextOptions<SqliteHubDbContext> options) : IDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext() => new SqliteHubDbContext(options);
}
