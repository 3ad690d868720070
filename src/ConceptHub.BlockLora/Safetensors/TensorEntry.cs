namespace ConceptHub.BlockLora;

/// <summary>What the header says about one tensor. Data are row-major and little-endian.</summary>
/// <param name="Name">Key of the tensor, as written.</param>
/// <param name="Type">Type of one element.</param>
/// <param name="Shape">Sizes by axis; empty for a scalar; a size may be 0.</param>
/// <param name="Begin">First byte, counted from <see cref="SafetensorsHeader.DataStart"/>.</param>
/// <param name="End">One past the last byte, counted from <see cref="SafetensorsHeader.DataStart"/>.</param>
public sealed record TensorEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long ByteCount => End - Begin;

    public long ElementCount => ByteCount / Type.Bytes();

    /// <summary>The shape as text, for example <c>[8, 320]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
