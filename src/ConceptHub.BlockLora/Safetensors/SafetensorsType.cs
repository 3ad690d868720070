namespace ConceptHub.BlockLora;

/// <summary>
/// Element types of a safetensors file, in the order of the reference implementation (its writer sorts by this order, falling).
/// The sub-byte types (F4, F6) are left out: no LoRA or Stable Diffusion file uses them.
/// </summary>
public enum SafetensorsType
{
    Bool,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
}

/// <summary>Names and sizes of <see cref="SafetensorsType"/> as the file spells them.</summary>
public static class SafetensorsTypes
{
    private static readonly (SafetensorsType Type, string Name, int Bytes)[] All =
    [
        (SafetensorsType.Bool, "BOOL", 1), (SafetensorsType.U8, "U8", 1), (SafetensorsType.I8, "I8", 1),
        (SafetensorsType.F8E5M2, "F8_E5M2", 1), (SafetensorsType.F8E4M3, "F8_E4M3", 1), (SafetensorsType.F8E8M0, "F8_E8M0", 1),
        (SafetensorsType.I16, "I16", 2), (SafetensorsType.U16, "U16", 2), (SafetensorsType.F16, "F16", 2), (SafetensorsType.BF16, "BF16", 2),
        (SafetensorsType.I32, "I32", 4), (SafetensorsType.U32, "U32", 4), (SafetensorsType.F32, "F32", 4),
        (SafetensorsType.C64, "C64", 8), (SafetensorsType.F64, "F64", 8), (SafetensorsType.I64, "I64", 8), (SafetensorsType.U64, "U64", 8),
    ];

    private static readonly Dictionary<string, SafetensorsType> ByName = All.ToDictionary(it => it.Name, it => it.Type);

    /// <summary>Bytes of one element.</summary>
    public static int Bytes(this SafetensorsType type) => All[(int)type].Bytes;

    /// <summary>The spelling inside the header, for example <c>BF16</c>.</summary>
    public static string FileName(this SafetensorsType type) => All[(int)type].Name;

    internal static bool TryParse(string name, out SafetensorsType type) => ByName.TryGetValue(name, out type);
}
