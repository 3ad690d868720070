using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ConceptHub.Fuzz.Tests;

/// <summary>A reader of what strangers send.</summary>
/// <param name="Make">An input from nothing but its random numbers, so a seed makes it again.</param>
/// <param name="Read">Reads it; whatever it throws is a fault, its documented refusals aside.</param>
internal sealed record FuzzTarget(string Name, Func<Random, byte[]> Make, Action<byte[]> Read)
{
    /// <summary>Bytes that reading may allocate beside twice the input.</summary>
    public long Allowance { get; init; } = 1_000_000;

    /// <summary>Reading may take so long.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromMilliseconds(50);
}

/// <param name="What">The exception, the time, or the memory.</param>
internal sealed record FuzzFault(int Seed, string What);

internal sealed record FuzzReport(string Target, int FirstSeed, int Count, TimeSpan Took, long MostAllocated, IReadOnlyList<FuzzFault> Faults)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Target}: {Count} inputs, seeds {FirstSeed} to {FirstSeed + Count - 1}, {Took.TotalSeconds:0} s, at most {MostAllocated / 1000} kB for one, {Faults.Count} faults{string.Concat(Faults.Take(10).Select(fault => $"\n  --target {Target} --count 1 --seed {fault.Seed}: {fault.What}"))}");
}

/// <summary>Reads mutated inputs one after the other, each within its time and its memory.</summary>
internal static class Fuzzer
{
    private const int MostFaults = 100;

    // Another program may have the core for a moment: what is slow is asked again, and slow only if it is each time.
    private const int Tries = 4;

    public static FuzzReport Run(FuzzTarget target, int firstSeed, int count)
    {
        var faults = new List<FuzzFault>();
        Try(target, target.Make(new Random(firstSeed))); // what is made once for all is not the input's
        var (began, most, done) = (Stopwatch.StartNew(), 0L, 0);
        for (; done < count && faults.Count < MostFaults; done++)
        {
            var seed = firstSeed + done;
            var (fault, allocated) = Try(target, target.Make(new Random(seed)));
            most = Math.Max(most, allocated);
            if (fault is not null) faults.Add(new FuzzFault(seed, fault));
        }

        return new FuzzReport(target.Name, firstSeed, done, began.Elapsed, most, faults);
    }

    private static (string? Fault, long Allocated) Try(FuzzTarget target, byte[] input)
    {
        var (least, allocated) = (TimeSpan.MaxValue, 0L);
        for (var attempt = 0; attempt < Tries && least > target.Slow; attempt++)
        {
            var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            try
            {
                target.Read(input);
            }
            catch (Exception fault)
            {
                return ($"{fault.GetType().Name}: {fault.Message} {Where(fault)}", 0);
            }

            (least, allocated) = (least < watch.Elapsed ? least : watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        if (least > target.Slow) return (string.Create(CultureInfo.InvariantCulture, $"{least.TotalMilliseconds:0} ms for {input.Length} bytes"), allocated);
        return (allocated > (2L * input.Length) + target.Allowance ? string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes of memory for {input.Length} bytes") : null, allocated);
    }

    private static string Where(Exception fault) => new StackTrace(fault).GetFrames().Select(frame => frame.GetMethod()).FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("ConceptHub", StringComparison.Ordinal) == true) is { } place
        ? new StringBuilder("in ").Append(place.DeclaringType!.Name).Append('.').Append(place.Name).ToString()
        : "";
}
