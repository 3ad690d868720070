using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace ConceptHub.Faults.Tests;

/// <summary>
/// What is left on the disk when the power goes: all writes of one life of the real site are recorded (strace), and at many moments of it
/// the files are made as they were at their last flush. Writes after that are lost, or, at every other cut, some of them by chance.
/// Names are kept in order, as a journalling file system does: one that was given before some file's flush is there after it.
/// </summary>
internal sealed class PowerCut(CampaignPlan plan, TextWriter log)
{
    private readonly AcceptedJobs _accepted = new();
    private readonly Dictionary<string, DiskFile> _files = [];   // by their names now
    private Dictionary<string, DiskFile> _kept = [];             // by those that are on the disk

    /// <returns>0 when nothing was lost at any cut, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("concepthub-power-").FullName;
        try
        {
            using (var first = new SiteLife(new SitePlan(home, 0, 0, KillPoint.None, 0, plan.Without, Trouble.None), _ => { })) await first.EndedAsync(TimeSpan.FromMinutes(3), cancellation);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(home, "data", "state"), "*", SearchOption.AllDirectories)) _files[file] = new DiskFile(IsDatabase(file) ? await File.ReadAllBytesAsync(file, cancellation) : []);
            _kept = new Dictionary<string, DiskFile>(_files);

            var trace = Path.Combine(home, "trace");
            using (var life = new SiteLife(new SitePlan(home, plan.JobsPerCycle, 0, KillPoint.None, 0, plan.Without, Trouble.None), _ => { }, ["strace", "--seccomp-bpf", "-f", "-qq", "-y", "-xx", "-s", "33554432", "-e", $"trace={SystemCall.Traced}", "-o", trace])) await life.EndedAsync(TimeSpan.FromMinutes(10), cancellation);
            return await ReplayAsync(home, [.. SystemCalls.Read(trace)], cancellation);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task<int> ReplayAsync(string home, IReadOnlyList<SystemCall> calls, CancellationToken cancellation)
    {
        var random = new Random(plan.Seed);
        var cuts = Enumerable.Range(0, plan.Cycles).Select(_ => random.Next(calls.Count)).Order().ToList();
        var (cut, problems, lostWrites) = (0, new List<string>(), 0L);
        for (var at = 0; at < calls.Count && cut < cuts.Count; at++)
        {
            for (; cut < cuts.Count && cuts[cut] == at; cut++)
            {
                lostWrites += _files.Values.Sum(file => file.Unflushed);
                problems.AddRange(Look(Path.Combine(home, "cut"), cut % 2 == 0 ? null : random).Select(problem => $"cut {cut} at call {at}: {problem}"));
            }

            Apply(calls[at], home);
        }

        foreach (var problem in problems.Take(20)) await log.WriteLineAsync(problem.AsMemory(), cancellation);
        await log.WriteLineAsync(FormattableString.Invariant($"power.cuts {cuts.Count}, power.calls {calls.Count}, power.accepted {_accepted.Count}, power.writes_lost_each {lostWrites / (double)cuts.Count:0.0}, power.problems {problems.Count} (seed {plan.Seed}, without {plan.Without})"));
        return problems.Count == 0 && _accepted.Count > 0 && lostWrites > 0 ? 0 : 1;
    }

    private void Apply(SystemCall call, string home)
    {
        if (call.Name == "write" && call.Paths[0] == SystemCalls.Output)
        {
            foreach (var line in Encoding.UTF8.GetString(call.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)) _accepted.Hear(line);
            return;
        }

        if (!call.Paths[0].StartsWith(home, StringComparison.Ordinal)) return;
        var path = call.Paths[0];
        switch (call.Name)
        {
            case "openat":
                if (!_files.TryGetValue(path, out var opened)) _files[path] = opened = new DiskFile([]);
                opened.Position = 0;
                if (call.Number == 1) opened.Truncate(0);
                break;
            case "rename":
                if (_files.Remove(path, out var moved)) _files[call.Paths[1]] = moved;
                break;
            case "unlink":
                _files.Remove(path);
                break;
            case "fsync":
                if (_files.TryGetValue(path, out var flushed)) flushed.Flush();
                _kept = new Dictionary<string, DiskFile>(_files);   // the journal, and with it all names so far
                break;
            default:
                if (_files.TryGetValue(path, out var file)) file.Take(call);
                break;
        }
    }

    // With SQL and file names alone, as the campaign does.
    private IEnumerable<string> Look(string folder, Random? some)
    {
        var state = Directory.CreateDirectory(folder).FullName;
        foreach (var (path, file) in _kept.Where(it => IsDatabase(it.Key))) File.WriteAllBytes(Path.Combine(state, Path.GetFileName(path)), file.OnDisk(some));
        var names = _kept.Keys.Select(path => Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        try
        {
            using var database = new SqliteConnection($"Data Source={Path.Combine(state, "hub.db")};Pooling=False");
            database.Open();
            if (Column(database, "PRAGMA integrity_check").Single() is not "ok" and var damage) yield return $"The database is damaged: {damage}";
            var jobs = Column(database, "SELECT Id FROM Jobs").Select(Guid.Parse).ToHashSet();
            foreach (var lost in _accepted.Seeds.Keys.Where(job => !jobs.Contains(job))) yield return $"Accepted job {lost} is lost.";
            foreach (var blob in Column(database, "SELECT Blob FROM Pictures").Where(blob => !names.Contains(blob))) yield return $"A picture's file {blob} is missing.";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Column(SqliteConnection database, string sql) => LeftState.Rows(database, sql).Select(row => row[0]);

    private static bool IsDatabase(string path) => Path.GetFileName(path) is "hub.db" or "hub.db-wal";

    /// <summary>A file as its last flush left it, and what was written since.</summary>
    private sealed class DiskFile(byte[] flushed)
    {
        private readonly List<SystemCall> _since = [];
        private byte[] _flushed = flushed;

        public int Unflushed => _since.Count;

        public long Position { get; set; }

        public void Take(SystemCall call)
        {
            if (call.Name == "lseek") Position = call.Number;
            else if (call.Name == "write") _since.Add(call with { Name = "pwrite64", Number = (Position += call.Bytes.Length) - call.Bytes.Length });
            else _since.Add(call);
        }

        public void Truncate(long length) => _since.Add(new SystemCall("ftruncate", [], [], length));

        public void Flush()
        {
            _flushed = With(_since);
            _since.Clear();
        }

        /// <param name="some">Null loses all writes since the last flush.</param>
        public byte[] OnDisk(Random? some) => some is null ? _flushed : With(_since.Where(_ => some.Next(2) == 0));

        private byte[] With(IEnumerable<SystemCall> writes)
        {
            var content = _flushed;
            foreach (var write in writes)
            {
                var length = write.Name == "ftruncate" ? write.Number : Math.Max(content.Length, write.Number + write.Bytes.Length);
                if (ReferenceEquals(content, _flushed)) content = [.. _flushed];
                if (length != content.Length) Array.Resize(ref content, (int)length);
                if (write.Name != "ftruncate") write.Bytes.CopyTo(content, write.Number);
            }

            return content;
        }
    }
}
