using System.Security.Cryptography;
using System.Text;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One piece of work whose result is one file.</summary>
/// <param name="Seconds">What it will take on one core, roughly; the bar goes by it.</param>
/// <param name="Make">Writes the file at the given path.</param>
internal sealed record WorkUnit(string Title, string File, double Seconds, Action<string, CancellationToken> Make)
{
    public bool IsDone => System.IO.File.Exists(File);
}

/// <summary>
/// Does what is not done yet. A file appears only when it is whole, so a call that was cut off is gone on with by the next; several
/// processes on one folder share the work, each unit done by whoever locked it first.
/// </summary>
internal static class WorkUnits
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>A short name for everything that decides a unit's result.</summary>
    public static string Key(params IEnumerable<object> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];

    /// <summary>How many there are, how many are done, and about how many minutes the rest takes on one core.</summary>
    public static (string What, int Units, int Done, double Minutes) Plan(string what, IReadOnlyList<WorkUnit> units) =>
        (what, units.Count, units.Count(u => u.IsDone), units.Where(u => !u.IsDone).Sum(u => u.Seconds) / 60);

    public static void Do(string title, IReadOnlyList<WorkUnit> units, CancellationToken cancellation)
    {
        if (units.All(u => u.IsDone)) return;
        Bars.Run(title, units.Sum(u => u.Seconds), bar =>
        {
            while (units.Where(u => !u.IsDone).ToList() is [_, ..] left)
            {
                cancellation.ThrowIfCancellationRequested();
                bar.At(units.Where(u => u.IsDone).Sum(u => u.Seconds));
                if (left.All(unit => !TryDo(unit, bar, cancellation))) Thread.Sleep(Wait);   // others are at all of them
            }
        });
    }

    private static bool TryDo(WorkUnit unit, Bar bar, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(unit.File)!);
        using var claim = Claim(unit.File + ".lock");
        if (claim is null || unit.IsDone) return false;
        bar.Say(unit.Title);
        var beside = unit.File + ".new";
        unit.Make(beside, cancellation);
        File.Move(beside, unit.File, overwrite: true);
        return true;
    }

    // Held by the open handle, so a process that dies lets go.
    private static FileStream? Claim(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
