using System.Runtime;

namespace ConceptHub.Diffusion.Weights;

/// <summary>
/// Runs tensor work with the garbage collector held off: TorchSharp 0.107 may free a number that was passed to an operation while
/// the operation runs, if a collection falls into that moment (docs/decisions/0006). What died before is finalized before.
/// </summary>
internal static class BetweenCollections
{
    private const long Budget = 200L << 20;   // a training step allocates a few MiB of managed handles

    /// <summary>Runs <paramref name="work"/>; nested or concurrent calls, and work that outgrows the budget, run as ordinary code.</summary>
    public static T Run<T>(Func<T> work)
    {
        var held = GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && TryHold();
        try { return work(); }
        finally
        {
            if (held && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private static bool TryHold()
    {
        try
        {
            if (!GC.TryStartNoGCRegion(Budget)) return false;
            GC.WaitForPendingFinalizers();
            return true;
        }
        catch (InvalidOperationException) { return false; }   // another thread holds it off already
    }
}
