using System.Buffers.Binary;

namespace ConceptHub.BlockLora;

/// <summary>The number of an <c>.alpha</c> tensor. Scripts that were given a whole number, or saved in double precision, store it as such.</summary>
internal static class AlphaValue
{
    public static bool CanRead(TensorEntry alpha) =>
        alpha.ElementCount == 1 && (FloatBytes.CanRead(alpha.Type) || alpha.Type is SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.I32);

    public static double Read(SafetensorsFile file, TensorEntry alpha)
    {
        var bytes = file.Bytes(alpha.Name);
        return alpha.Type switch
        {
            SafetensorsType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => FloatBytes.ToFloats(bytes, alpha.Type)[0],
        };
    }
}
