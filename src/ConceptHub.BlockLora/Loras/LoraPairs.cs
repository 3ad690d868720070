namespace ConceptHub.BlockLora;

/// <summary>The tensors of one layer's change.</summary>
internal sealed class LoraPair(LoraTarget target)
{
    private readonly TensorEntry?[] _parts = new TensorEntry?[3];

    public LoraTarget Target { get; } = target;

    public TensorEntry? this[LoraPart part]
    {
        get => _parts[(int)part];
        set => _parts[(int)part] = value;
    }

    public long Rank => this[LoraPart.Down]!.Shape[0];
}

/// <summary>
/// Sorts a file's tensors by the layers of the model they change, from the header alone. Every tensor must find its place:
/// a LoRA of which a part is left out is another LoRA.
/// </summary>
internal sealed class LoraPairs
{
    /// <summary>Far above any useful rank; a joined recipe of fifty concepts stays below.</summary>
    public const int LargestRank = 4096;

    private readonly Dictionary<string, LoraPair> _pairs = new(StringComparer.Ordinal);
    private readonly List<AdapterRefusal> _problems = [];
    private readonly List<string> _unknown = [];
    private readonly HashSet<string> _adapters = new(StringComparer.Ordinal);

    public LoraPairs(IEnumerable<TensorEntry> tensors, LoraTargets targets)
    {
        foreach (var tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal)) Add(tensor, targets);
        if (_adapters.Count > 1) _problems.Add(new AdapterRefusal.SeveralAdapters([.. _adapters]));
        if (_unknown.Count > 0) _problems.Add(new AdapterRefusal.UnknownLayers(_unknown));
        if (_pairs.Count == 0 && _problems.Count == 0) _problems.Add(new AdapterRefusal.NotALora());
        _problems.AddRange(All.SelectMany(Problems));
    }

    /// <summary>In the order of paths; complete when there are no <see cref="Problems()"/>.</summary>
    public IEnumerable<LoraPair> All => _pairs.Values.OrderBy(p => p.Target.Path, StringComparer.Ordinal);

    /// <summary>How the file spells its matrices; a mixed file counts by its last.</summary>
    public LoraGrammar Grammar { get; private set; }

    /// <summary>Every problem; a file of another kind has that one alone.</summary>
    public IReadOnlyList<AdapterRefusal> Problems() => _problems.OfType<AdapterRefusal.OtherKindOfAdapter>().FirstOrDefault() is { } kind ? [kind] : _problems;

    private void Add(TensorEntry tensor, LoraTargets targets)
    {
        if (LoraKey.Parse(tensor.Name) is not { } key)
        {
            if (LoraKey.OtherKind(tensor.Name) is { } kind) _problems.Add(new AdapterRefusal.OtherKindOfAdapter(kind, tensor.Name));
            else _unknown.Add(tensor.Name);
            return;
        }

        if (key.Part is not LoraPart.Alpha)
        {
            _adapters.Add(key.Adapter);
            Grammar = key.Grammar;
        }

        var found = targets.Find(key.Module).ToList();
        if (found.Count == 0) _unknown.Add(tensor.Name);
        if (found.Count > 1) _problems.Add(new AdapterRefusal.AmbiguousLayer(key.Module, [.. found.Select(t => t.Path)]));
        if (found is not [var target]) return;

        if (!_pairs.TryGetValue(target.Path, out var pair)) _pairs[target.Path] = pair = new LoraPair(target);
        if (pair[key.Part] is { } first) _problems.Add(new AdapterRefusal.SameLayerTwice(first.Name, tensor.Name));
        else pair[key.Part] = tensor;
    }

    private static IEnumerable<AdapterRefusal> Problems(LoraPair pair)
    {
        var (down, up, alpha) = (pair[LoraPart.Down], pair[LoraPart.Up], pair[LoraPart.Alpha]);
        foreach (var half in new[] { down, up }.OfType<TensorEntry>().Where(t => !FloatBytes.CanRead(t.Type))) yield return new AdapterRefusal.WrongType(half.Name, half.Type);
        if (alpha is not null && !AlphaValue.CanRead(alpha)) yield return new AdapterRefusal.WrongShape(alpha.Name, "one number", $"{alpha.ShapeText} of {alpha.Type.FileName()}");
        if (down is null) yield return new AdapterRefusal.MissingTensor($"{pair.Target.Path}, lora_down or lora_A");
        if (up is null) yield return new AdapterRefusal.MissingTensor($"{pair.Target.Path}, lora_up or lora_B");
        if (down is null || up is null) yield break;

        var inputs = pair.Target.WeightShape.Skip(1).ToList();
        var outputs = pair.Target.WeightShape[0];
        if (down.Shape.Count == 0 || down.Shape[0] is < 1 or > LargestRank || !SameUpToKernel(down.Shape, [down.Shape[0], .. inputs]))
            yield return new AdapterRefusal.WrongShape(down.Name, $"[1..{LargestRank}, {string.Join(", ", inputs)}]", down.ShapeText);
        else if (!SameUpToKernel(up.Shape, [outputs, down.Shape[0]]))
            yield return new AdapterRefusal.WrongShape(up.Name, $"[{outputs}, {down.Shape[0]}]", up.ShapeText);
    }

    // A linear layer and a 1 x 1 convolution hold the same numbers.
    private static bool SameUpToKernel(IReadOnlyList<long> file, IReadOnlyList<long> expected)
    {
        static IEnumerable<long> Plain(IReadOnlyList<long> shape) => shape is [_, _, 1, 1] ? shape.Take(2) : shape;
        return Plain(file).SequenceEqual(Plain(expected));
    }
}
