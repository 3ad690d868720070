using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A database as a file: copied while others write, and asked what it is.</summary>
internal static class SqliteFile
{
    private const string History = "__EFMigrationsHistory", Lock = "__EFMigrationsLock";

    /// <summary>Copies the database as it is at one moment (SQLite's online backup); writers go on meanwhile. The copy is one file.</summary>
    public static async Task CopyAsync(HubDbContext hub, string file, CancellationToken cancellation)
    {
        await hub.Database.OpenConnectionAsync(cancellation);
        await using var copy = Connection(file, SqliteOpenMode.ReadWriteCreate);
        await copy.OpenAsync(cancellation);
        await Task.Run(() => ((SqliteConnection)hub.Database.GetDbConnection()).BackupDatabase(copy), cancellation);
        await TextAsync(copy, "PRAGMA journal_mode = DELETE", cancellation);
        if (await TextAsync(copy, "PRAGMA integrity_check", cancellation) is var said && said != "ok") throw new BackupException($"The copy of the database is damaged: {said}");
    }

    /// <summary>The migrations that were applied, in order; none for a file that is no database of the hub.</summary>
    public static async Task<IReadOnlyList<string>> MigrationsAsync(string file, CancellationToken cancellation)
    {
        await using var database = Connection(file, SqliteOpenMode.ReadWrite); // a database that was in use may have to be recovered to be read
        await database.OpenAsync(cancellation);
        return await HasAsync(database, History, cancellation) ? await ListAsync(database, $"SELECT MigrationId FROM {History} ORDER BY MigrationId", cancellation) : [];
    }

    /// <summary>Whether a migration holds the database, or was killed while it did.</summary>
    public static async Task<bool> IsBeingMigratedAsync(string file, CancellationToken cancellation)
    {
        await using var database = Connection(file, SqliteOpenMode.ReadWrite);
        await database.OpenAsync(cancellation);
        return await HasAsync(database, Lock, cancellation) && (await ListAsync(database, $"SELECT Id FROM {Lock}", cancellation)).Count > 0;
    }

    private static async Task<bool> HasAsync(SqliteConnection database, string table, CancellationToken cancellation) =>
        await TextAsync(database, $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'", cancellation) != "0";

    private static SqliteConnection Connection(string file, SqliteOpenMode mode) => new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());

    private static async Task<string?> TextAsync(SqliteConnection database, string sql, CancellationToken cancellation) => (await ListAsync(database, sql, cancellation)).FirstOrDefault();

    private static async Task<IReadOnlyList<string>> ListAsync(SqliteConnection database, string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await rows.ReadAsync(cancellation)) texts.Add(rows.GetString(0));
        return texts;
    }
}
