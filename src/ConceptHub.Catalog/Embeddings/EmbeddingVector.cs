using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ConceptHub.Catalog;

/// <summary>Unit vectors that say what something looks like: float16 where they are stored, float32 where they are compared.</summary>
public static class EmbeddingVector
{
    private const int Bytes = 2;

    /// <summary>Two bytes a number, the lower one first.</summary>
    public static byte[] Pack(ReadOnlySpan<float> vector)
    {
        var packed = new byte[vector.Length * Bytes];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(packed.AsSpan(i * Bytes), (Half)vector[i]);
        return packed;
    }

    public static float[] Unpack(ReadOnlySpan<byte> packed)
    {
        var vector = new float[packed.Length / Bytes];
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(packed[(i * Bytes)..]);
        return vector;
    }

    /// <summary>How alike two of one length look: 1 is the same, 0 has nothing in common.</summary>
    public static float Cosine(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(first);
        var other = MemoryMarshal.Cast<float, Vector<float>>(second);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < wide.Length; i++) sum += wide[i] * other[i];
        var cosine = Vector.Sum(sum);
        for (var i = wide.Length * Vector<float>.Count; i < first.Length; i++) cosine += first[i] * second[i];
        return cosine;
    }
}
