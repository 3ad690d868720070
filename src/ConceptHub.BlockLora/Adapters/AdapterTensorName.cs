namespace ConceptHub.BlockLora;

/// <summary>What the name of an adapter's tensor says.</summary>
/// <param name="Layer">Of the base model; null for what belongs to no layer: the words of the concept.</param>
/// <param name="Part"><c>A</c> or <c>B</c> of a layer, <c>tokens</c> or <c>context</c>; the whole name where it is none of ours.</param>
/// <param name="IsStandalone">Rows for programs that know no context words.</param>
public sealed record AdapterTensorName(string? Layer, string Part, bool IsStandalone)
{
    public static AdapterTensorName Of(string name)
    {
        var isStandalone = name.StartsWith(AdapterTensors.StandaloneRows, StringComparison.Ordinal);
        var prefix = isStandalone ? AdapterTensors.StandaloneRows : AdapterTensors.Rows;
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return new AdapterTensorName(null, name, false);
        var rest = name[prefix.Length..];
        return rest.EndsWith(".A", StringComparison.Ordinal) || rest.EndsWith(".B", StringComparison.Ordinal)
            ? new AdapterTensorName(rest[..^2], rest[^1..], isStandalone)
            : new AdapterTensorName(null, rest, isStandalone);
    }
}
