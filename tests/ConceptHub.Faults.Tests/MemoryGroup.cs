using System.Globalization;

namespace ConceptHub.Faults.Tests;

/// <summary>Processes that the kernel kills as soon as they use more memory than they may (Linux control groups of either version, as root).</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string First = "/sys/fs/cgroup/memory", Second = "/sys/fs/cgroup";
    private readonly string _folder, _deaths;

    private MemoryGroup(string folder, string limit, string deaths, long bytes)
    {
        (_folder, _deaths) = (folder, Path.Combine(folder, deaths));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, limit), bytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a program has to be started by to be in the group.</summary>
    public IReadOnlyList<string> Starter => ["sh", "-c", $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>How many of its processes were killed so far.</summary>
    public int Killed => File.ReadLines(_deaths).Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)).Select(line => int.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture)).Single();

    /// <returns>Null where there are no control groups for memory, or none for this user.</returns>
    public static MemoryGroup? Create(long bytes)
    {
        var name = $"concepthub-faults-{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            if (File.Exists(Path.Combine(First, "memory.limit_in_bytes"))) return new MemoryGroup(Path.Combine(First, name), "memory.limit_in_bytes", "memory.oom_control", bytes);
            if (File.Exists(Path.Combine(Second, "cgroup.controllers"))) return new MemoryGroup(Path.Combine(Second, name), "memory.max", "memory.events", bytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // As for a user that may not make groups.
        }

        return null;
    }

    public void Dispose() => Directory.Delete(_folder);
}
