using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Weights;

/// <summary>docs/decisions/0006-torchsharp-lifetimes.md. Without the build step some ten of these sums fail.</summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void Numbers_outlive_the_operations_they_are_passed_to_however_often_garbage_is_collected()
    {
        var isDone = false;
        var collecting = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
                for (var i = 0; i < 200; i++) ((Scalar)1e300).Dispose();   // takes the places that were freed
            }
        });
        collecting.Start();
        using var one = ones(100_000);

        try
        {
            for (var i = 0; i < 20_000; i++)
            {
                using var sum = one + one;
                using var product = sum * 3.5f;
                Assert.Equal(7, product.data<float>()[i]);
            }
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            collecting.Join();
        }
    }
}
