using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ConceptHub.BlockLora;

/// <summary>Little-endian bytes of F32, F16 and BF16 to float32 and back. Widening is exact; narrowing rounds to nearest even.</summary>
public static class FloatBytes
{
    public static bool CanRead(SafetensorsType type) => type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is none of F32, F16, BF16.</exception>
    public static float[] ToFloats(ReadOnlySpan<byte> bytes, SafetensorsType type)
    {
        if (!CanRead(type)) throw new ArgumentOutOfRangeException(nameof(type), type, "Expected F32, F16 or BF16.");
        var floats = new float[bytes.Length / type.Bytes()];
        ToFloats(bytes, type, floats);
        return floats;
    }

    /// <summary>Fills <paramref name="floats"/>, which must have one place for each element in <paramref name="bytes"/>.</summary>
    public static void ToFloats(ReadOnlySpan<byte> bytes, SafetensorsType type, Span<float> floats)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("ConceptHub runs on little-endian machines only.");
        if (bytes.Length != floats.Length * type.Bytes()) throw new ArgumentException("The lengths of bytes and floats do not match.", nameof(floats));
        switch (type)
        {
            case SafetensorsType.F32: bytes.CopyTo(MemoryMarshal.AsBytes(floats)); break;
            case SafetensorsType.F16: WidenHalf(MemoryMarshal.Cast<byte, ushort>(bytes), floats); break;
            case SafetensorsType.BF16: WidenBrain(MemoryMarshal.Cast<byte, ushort>(bytes), floats); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Expected F32, F16 or BF16.");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is none of F32, F16, BF16.</exception>
    public static byte[] FromFloats(ReadOnlySpan<float> floats, SafetensorsType type)
    {
        if (!CanRead(type)) throw new ArgumentOutOfRangeException(nameof(type), type, "Expected F32, F16 or BF16.");
        var bytes = new byte[floats.Length * type.Bytes()];
        if (type == SafetensorsType.F32)
        {
            MemoryMarshal.AsBytes(floats).CopyTo(bytes);
            return bytes;
        }

        for (var i = 0; i < floats.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), type == SafetensorsType.F16 ? BitConverter.HalfToUInt16Bits((Half)floats[i]) : ToBrain(floats[i]));
        return bytes;
    }

    /// <summary>No NaN and no infinity among them.</summary>
    public static bool AreFinite(ReadOnlySpan<float> floats)
    {
        var i = 0;
        var exponent = new Vector<uint>(0x7F80_0000);   // all ones in NaN and infinity only
        for (; i <= floats.Length - Vector<float>.Count; i += Vector<float>.Count)
            if (Vector.EqualsAny(Vector.AsVectorUInt32(new Vector<float>(floats[i..])) & exponent, exponent)) return false;
        for (; i < floats.Length; i++)
            if (!float.IsFinite(floats[i])) return false;
        return true;
    }

    // Half to single by moving the fields and multiplying by 2^112 (exact, and right for subnormals); infinity and NaN get the full exponent.
    private static void WidenHalf(ReadOnlySpan<ushort> halves, Span<float> floats)
    {
        var i = 0;
        var exponentShift = new Vector<float>(BitConverter.UInt32BitsToSingle(239u << 23)); // 2^112 = 2^(127 - 15)
        for (; i <= halves.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(halves[i..]), out var low, out var high);
            Widen(low, exponentShift).CopyTo(floats[i..]);
            Widen(high, exponentShift).CopyTo(floats[(i + Vector<uint>.Count)..]);
        }

        for (; i < halves.Length; i++) floats[i] = (float)BitConverter.UInt16BitsToHalf(halves[i]);
    }

    private static Vector<float> Widen(Vector<uint> half, Vector<float> exponentShift)
    {
        var magnitude = half & new Vector<uint>(0x7FFF);
        var finite = Vector.AsVectorUInt32(Vector.AsVectorSingle(Vector.ShiftLeft(magnitude, 13)) * exponentShift);
        var special = Vector.GreaterThan(magnitude, new Vector<uint>(0x7BFF)) & new Vector<uint>(0x7F80_0000);
        return Vector.AsVectorSingle(finite | special | Vector.ShiftLeft(half & new Vector<uint>(0x8000), 16));
    }

    private static void WidenBrain(ReadOnlySpan<ushort> brains, Span<float> floats)
    {
        for (var i = 0; i < brains.Length; i++) floats[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
    }

    private static ushort ToBrain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40); // keep NaN a NaN when its low bits go
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
