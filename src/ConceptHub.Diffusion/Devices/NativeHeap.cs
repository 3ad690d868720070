using System.Runtime.InteropServices;

namespace ConceptHub.Diffusion.Devices;

/// <summary>
/// Settings of the C runtime that decide the speed of CPU tensors, to be applied before the first tensor. glibc returns every
/// large block to the kernel at free, which costs a third of a training's time. OpenMP threads that sleep at every barrier cost
/// as much again (measured: 27 against 38 samples/s), threads that spin for long starve whatever else runs: they spin briefly.
/// One arena for all threads: else each thread that ever computed keeps the largest memory it had (measured: 11 GB after forty
/// minutes of pretraining on the thread pool, where 2 GB were in use). Does nothing but on Linux with glibc.
/// </summary>
public static partial class NativeHeap
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;   // malloc.h

    /// <summary>Keeps freed tensors in the process and bounds how long OpenMP threads spin.</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = setenv("GOMP_SPINCOUNT", "100000", 0);
            _ = mallopt(MmapThreshold, 1 << 25);
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(TopPad, 1 << 28);
            _ = mallopt(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt; its allocator needs none of this.
        }
    }

    /// <summary>
    /// Gives free memory back to the kernel, in some ten milliseconds; for the end of long work. What was kept for speed is in pieces by then,
    /// and the next work takes new memory beside them (measured: a GiB more after each training of a row of twelve).
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives memory back by itself.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
