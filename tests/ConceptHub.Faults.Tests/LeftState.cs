using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SkiaSharp;

namespace ConceptHub.Faults.Tests;

/// <summary>Looks at what is on the disk, with SQL and file names alone: nothing of what is tested takes part.</summary>
internal static partial class LeftState
{
    public static IReadOnlyList<string> Look(string home, AcceptedJobs accepted, bool mayFail)
    {
        var state = Path.Combine(home, "data", "state");
        using var database = new SqliteConnection($"Data Source={Path.Combine(state, "hub.db")};Pooling=False");
        database.Open();
        var files = Directory.Exists(Path.Combine(state, "blobs"))
            ? Directory.EnumerateFiles(Path.Combine(state, "blobs"), "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file), file => file)
            : [];
        return [.. Jobs(database, accepted, files, mayFail), .. Files(database, files)];
    }

    private static IEnumerable<string> Jobs(SqliteConnection database, AcceptedJobs accepted, Dictionary<string, string> files, bool mayFail)
    {
        var integrity = Rows(database, "PRAGMA integrity_check").Single()[0];
        if (integrity != "ok") yield return $"The database is damaged: {integrity}";

        // A job that the device failed says so to its member.
        var states = Rows(database, "SELECT Id, CASE WHEN State = 'Failed' AND FailureSentence <> '' THEN 'Refused' ELSE State END FROM Jobs").ToDictionary(row => Guid.Parse(row[0]), row => row[1]);
        var pictures = Rows(database, "SELECT JobId, Blob FROM Pictures").ToLookup(row => Guid.Parse(row[0]), row => row[1]);
        foreach (var (job, seed) in accepted.Seeds)
        {
            if (!states.TryGetValue(job, out var end)) yield return $"Accepted job {job} is lost.";
            else if (!IsEnd(end)) yield return $"Job {job} is {end}.";
            else if (accepted.WasCancelled(job) && end != "Cancelled") yield return $"Cancelled job {job} is {end}.";
            else if (pictures[job].Count() != (end == "Succeeded" ? 1 : 0)) yield return $"{end} job {job} has {pictures[job].Count()} pictures.";
            else if (end == "Succeeded" && files.TryGetValue(pictures[job].Single(), out var file) && Colour(file) != (seed & 0xffffff)) yield return $"Job {job} has a picture of another seed.";
        }

        foreach (var job in pictures.Where(of => !states.ContainsKey(of.Key))) yield return $"There is a picture of {job.Key}, which is no job.";
        foreach (var (job, end) in states.Where(of => !accepted.Seeds.ContainsKey(of.Key) && !IsEnd(of.Value))) yield return $"Job {job}, which died before it could say that it was accepted, is {end}.";

        bool IsEnd(string state) => state is "Succeeded" or "Cancelled" || (mayFail && state == "Refused");
    }

    private static IEnumerable<string> Files(SqliteConnection database, Dictionary<string, string> files)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var blob in Rows(database, "SELECT Blob FROM Pictures").Select(row => row[0]))
        {
            named.Add(blob);
            if (!files.ContainsKey(blob)) yield return $"A picture's file {blob} is missing.";
        }

        // Orders and outcomes name files too.
        foreach (var row in Rows(database, "SELECT COALESCE(\"Order\", '') || COALESCE(Outcome, '') FROM Jobs"))
            foreach (Match hash in Hash().Matches(row[0])) named.Add(hash.Value);
        foreach (var orphan in files.Keys.Where(file => !named.Contains(file))) yield return $"Nothing refers to the file {orphan}.";
    }

    private static int Colour(string file)
    {
        using var picture = SKBitmap.Decode(file);
        var pixel = picture.GetPixel(0, 0);
        return pixel.Red | pixel.Green << 8 | pixel.Blue << 16;
    }

    internal static List<string[]> Rows(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString() ?? "")]);
        return rows;
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
