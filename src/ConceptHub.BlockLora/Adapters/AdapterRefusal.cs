namespace ConceptHub.BlockLora;

/// <summary>One reason why a file or an adapter is refused. Each case carries what was expected and what was found.</summary>
public abstract record AdapterRefusal
{
    private AdapterRefusal()
    {
    }

    /// <summary>The reason as a sentence to show to a person; holds text of the file, so encode it for the page.</summary>
    public abstract string Sentence { get; }

    /// <summary>The file breaks the safetensors format, or is of another format.</summary>
    public sealed record NotSafetensors(string Why) : AdapterRefusal
    {
        public override string Sentence => Why;
    }

    /// <summary>No <c>blocklora.*</c> metadata: perhaps an ordinary LoRA.</summary>
    public sealed record NotAnAdapter : AdapterRefusal
    {
        public override string Sentence => "This is a safetensors file, but no concept adapter: it has no blocklora metadata.";
    }

    public sealed record MissingMetadata(string Key) : AdapterRefusal
    {
        public override string Sentence => $"The metadata lack '{Key}'.";
    }

    public sealed record InvalidMetadata(string Key, string Why) : AdapterRefusal
    {
        public override string Sentence => $"Metadata '{Key}': {Why}";
    }

    public sealed record WrongBaseModel(string Expected, string Found) : AdapterRefusal
    {
        public override string Sentence => $"It was trained on another base model ({Short(Found)}; this one is {Short(Expected)}).";
    }

    public sealed record WrongPlan(string Expected, string Found) : AdapterRefusal
    {
        public override string Sentence => $"It was trained with another block plan ({Short(Found)}; the base model's is {Short(Expected)}).";
    }

    public sealed record WrongCodebook(string Expected, string Found) : AdapterRefusal
    {
        public override string Sentence => $"Its reservation is of another codebook ('{Found}'; the base model's is '{Expected}').";
    }

    /// <summary>The blocks the file names are not those its concept number gives: it would write into blocks of others.</summary>
    public sealed record WrongCodeword(string Expected, string Found) : AdapterRefusal
    {
        public override string Sentence => $"Its blocks ({Found}) are not those of its concept number ({Expected}).";
    }

    public sealed record MissingTensor(string Name) : AdapterRefusal
    {
        public override string Sentence => $"Tensor '{Name}' is missing.";
    }

    public sealed record UnknownTensor(string Name) : AdapterRefusal
    {
        public override string Sentence => $"Tensor '{Name}' does not belong into the adapter.";
    }

    public sealed record WrongShape(string Name, string Expected, string Found) : AdapterRefusal
    {
        public override string Sentence => $"Tensor '{Name}': expected {Expected}, found {Found}.";
    }

    public sealed record WrongType(string Name, SafetensorsType Found) : AdapterRefusal
    {
        public override string Sentence => $"Tensor '{Name}' is {Found.FileName()}; expected F32, F16 or BF16.";
    }

    /// <param name="Count">How many numbers are NaN or infinite (in the type they are stored in).</param>
    public sealed record NotFinite(string Name, int Count) : AdapterRefusal
    {
        public override string Sentence => $"Tensor '{Name}' has {Count} numbers that are not finite.";
    }

    /// <summary>The tensor bytes are not those the file's own <c>modelspec.hash_sha256</c> was taken over.</summary>
    public sealed record Damaged : AdapterRefusal
    {
        public override string Sentence => "The numbers do not match the checksum in the file: it was damaged or altered.";
    }

    /// <summary>No tensor of the file is part of a LoRA.</summary>
    public sealed record NotALora : AdapterRefusal
    {
        public override string Sentence => "This is a safetensors file, but no LoRA: none of its tensors is a part of one.";
    }

    /// <summary>A file that says more than W + up · down; applying that much of it would give something else than its maker trained.</summary>
    public sealed record OtherKindOfAdapter(string Kind, string Tensor) : AdapterRefusal
    {
        public override string Sentence => $"It is {Kind}, not an ordinary LoRA, and would lose by being read as one (tensor '{Tensor}').";
    }

    /// <summary>Tensors for layers that the base model does not have: the file was made for another one.</summary>
    public sealed record UnknownLayers(IReadOnlyList<string> Tensors) : AdapterRefusal
    {
        private const int Shown = 3;

        public override string Sentence =>
            $"{Tensors.Count} of its tensors have no place in this model ({string.Join(", ", Tensors.Take(Shown).Select(t => $"'{t}'"))}{(Tensors.Count > Shown ? " …" : "")}): {Why}";

        private string Why => Tensors.Any(t => t.StartsWith("lora_te2_", StringComparison.Ordinal) || t.StartsWith("text_encoder_2.", StringComparison.Ordinal))
            ? "it was made for Stable Diffusion XL, which has two text encoders."
            : "it was made for another one.";
    }

    public sealed record AmbiguousLayer(string Name, IReadOnlyList<string> Paths) : AdapterRefusal
    {
        public override string Sentence => $"'{Name}' may mean any of {string.Join(", ", Paths)}.";
    }

    public sealed record SameLayerTwice(string First, string Second) : AdapterRefusal
    {
        public override string Sentence => $"'{First}' and '{Second}' are the same part of one layer.";
    }

    public sealed record SeveralAdapters(IReadOnlyList<string> Names) : AdapterRefusal
    {
        public override string Sentence => $"It holds several adapters ({string.Join(", ", Names.Take(5).Select(n => $"'{n}'"))}); one file, one LoRA.";
    }

    /// <summary>The PEFT config beside or in the file.</summary>
    public sealed record InvalidConfig(string Why) : AdapterRefusal
    {
        public override string Sentence => $"The adapter config: {Why}";
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] + "…" : hash;
}

/// <summary>An adapter was refused; <see cref="Problems"/> has every reason, the message the first few.</summary>
public sealed class InvalidAdapterException(IReadOnlyList<AdapterRefusal> problems) : Exception(Summary(problems))
{
    private const int Shown = 3;

    public IReadOnlyList<AdapterRefusal> Problems { get; } = problems;

    private static string Summary(IReadOnlyList<AdapterRefusal> problems)
    {
        var shown = string.Join(' ', problems.Take(Shown).Select(p => p.Sentence));
        return problems.Count > Shown ? $"{shown} And {problems.Count - Shown} more problems." : shown;
    }
}
