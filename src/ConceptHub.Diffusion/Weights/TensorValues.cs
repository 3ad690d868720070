using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Weights;

/// <summary>Values of tensors as arrays, copied at once: TorchSharp's <c>data&lt;T&gt;().ToArray()</c> fetches one by one, a millisecond for a picture of 128 × 128.</summary>
public static class TensorValues
{
    /// <summary>All values in row-major order, wherever the tensor is and however it lies.</summary>
    /// <exception cref="ArgumentException">They are of another size than <typeparamref name="T"/>.</exception>
    public static T[] ToValues<T>(this Tensor tensor) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        if (plain.ElementSize != Unsafe.SizeOf<T>()) throw new ArgumentException($"Values of {plain.dtype} cannot be read as {typeof(T).Name}.", nameof(tensor));
        return MemoryMarshal.Cast<byte, T>(plain.bytes).ToArray();
    }
}
