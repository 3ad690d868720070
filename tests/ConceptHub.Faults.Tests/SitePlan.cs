using System.Globalization;

namespace ConceptHub.Faults.Tests;

/// <summary>Where a site dies by itself.</summary>
internal enum KillPoint { None, BeforeCommit, AfterCommit, BeforeFile, AfterFile, BeforeEvent, AfterEvent, BeforeHandOut, AfterHandOut }

/// <summary>A guard that is taken out, to see that the campaign misses it.</summary>
internal enum MissingGuard
{
    None,

    /// <summary>Jobs that a killed site left running are not queued again.</summary>
    Requeue,

    /// <summary>A picture's row is written before its file.</summary>
    FileFirst,

    /// <summary>A job counts as accepted before its row is written.</summary>
    RowFirst,

    /// <summary>Commits are not flushed (<c>synchronous=NORMAL</c>).</summary>
    Flush,
}

/// <summary>What else goes wrong while the site lives.</summary>
[Flags]
internal enum Trouble
{
    None = 0,

    /// <summary>The device throws now and then: such jobs fail, with a sentence.</summary>
    Device = 1,

    /// <summary>The clock jumps an hour back and forth, so that leases run out that were taken just now.</summary>
    Clock = 2,

    /// <summary>Another program holds the database for seconds.</summary>
    Lock = 4,

    /// <summary>Where it would die by itself it takes memory until the kernel kills it.</summary>
    Memory = 8,
}

/// <summary>One life of a site.</summary>
/// <param name="Home">Its folder; what the lives before left there stays.</param>
/// <param name="Jobs">How many jobs are accepted before it waits for them to end; 0 only ends what is left, and tidies up.</param>
/// <param name="FirstSeed">Each picture has a seed of its own, from here on.</param>
/// <param name="Point">Where it dies by itself.</param>
/// <param name="At">The how manyth time it comes there.</param>
internal sealed record SitePlan(string Home, int Jobs, int FirstSeed, KillPoint Point, int At, MissingGuard Without, Trouble Trouble)
{
    public IReadOnlyList<string> Arguments =>
        ["site", Home, Jobs.ToString(CultureInfo.InvariantCulture), FirstSeed.ToString(CultureInfo.InvariantCulture), Point.ToString(), At.ToString(CultureInfo.InvariantCulture), Without.ToString(), Trouble.ToString()];

    public static SitePlan Read(IReadOnlyList<string> arguments) => new(
        arguments[0], Number(arguments[1]), Number(arguments[2]), Enum.Parse<KillPoint>(arguments[3]), Number(arguments[4]), Enum.Parse<MissingGuard>(arguments[5]), Enum.Parse<Trouble>(arguments[6]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
