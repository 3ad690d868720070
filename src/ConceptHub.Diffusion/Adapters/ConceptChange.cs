using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>What a concept adds to one layer's weight: row <c>Rows[i]</c> gets row i of B A.</summary>
/// <param name="Layer">Name in the plan.</param>
/// <param name="A">[rank, inputs], row-major.</param>
/// <param name="B">[rows, rank], row-major; the scale is folded in.</param>
public sealed record LayerChange(string Layer, int Rank, float[] A, float[] B, IReadOnlyList<int> Rows)
{
    /// <summary>The change of the whole weight, [outputs, inputs], float32 on the CPU, in the caller's scope.</summary>
    public Tensor Delta(int outputs)
    {
        using var scope = NewDisposeScope();
        var product = tensor(B, [Rows.Count, Rank]).mm(tensor(A, [Rank, A.Length / Rank]));   // [rows, inputs]
        using var places = tensor(Rows.Select(r => (long)r).ToArray());
        return zeros([outputs, product.shape[1]]).index_copy_(0, places, product).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A trained concept in the form that every way of merging understands, blockwise or not: its trigger word's vector and what it
/// adds to which rows. The product's own form is <see cref="ConceptAdapter"/>.
/// </summary>
/// <param name="Token">The trigger word's vector, [hidden].</param>
/// <param name="Layers">Changed layers by their names.</param>
public sealed record ConceptChange(string TriggerWord, string ClassWord, float[] Token, IReadOnlyDictionary<string, LayerChange> Layers)
{
    /// <summary>What calling it adds to cross-attention; null for most ways of training.</summary>
    public ContextWords? ContextWords { get; init; }

    /// <summary>Frobenius norm over all layers.</summary>
    public double Norm
    {
        get
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            return Math.Sqrt(Layers.Values.Sum(l => (double)l.Delta(l.Rows.Max() + 1).square().sum().item<float>()));
        }
    }

    /// <summary>How many numbers it has, the trigger word's vector and the context words included.</summary>
    public int Parameters => Token.Length + (ContextWords?.Values.Length ?? 0) + Layers.Values.Sum(l => l.A.Length + l.B.Length);

    /// <summary>An adapter of the product in this form.</summary>
    public static ConceptChange Of(ConceptAdapter adapter, BlockPlan plan)
    {
        var layers = adapter.Layers.Select((layer, i) =>
        {
            var rows = plan.Rows(i, adapter.Codeword);
            return new LayerChange(layer.Name, layer.Rank, layer.A, layer.B, [.. Enumerable.Range(rows.Start.Value, rows.End.Value - rows.Start.Value)]);
        });
        return new ConceptChange(adapter.TriggerWord, adapter.ClassWord, adapter.TokenEmbedding.Values, layers.ToDictionary(l => l.Layer)) { ContextWords = adapter.ContextWords };
    }

    /// <summary>The same concept as an adapter of the product.</summary>
    /// <exception cref="ArgumentException">It changes other rows than the number's, or not every layer.</exception>
    public ConceptAdapter ToAdapter(StableDiffusionModel model, int conceptNumber)
    {
        var adapter = new ConceptAdapter
        {
            ConceptNumber = conceptNumber,
            Codeword = model.Codebook.Encode(conceptNumber),
            TriggerWord = TriggerWord,
            ClassWord = ClassWord,
            Kind = ConceptKind.Subject,
            BaseModelHash = model.Hash,
            PlanHash = model.Plan.Hash,
            Layers = [.. model.Plan.Layers.Where(l => Layers.ContainsKey(l.Name)).Select(l => Layers[l.Name]).Select(l => new AdapterLayer(l.Layer, l.Rank, l.A, l.B))],
            TokenEmbedding = new TokenEmbedding(1, Token.Length, Token),
            ContextWords = ContextWords,
        };
        var places = adapter.Layers.Count == model.Plan.Layers.Count ? Of(adapter, model.Plan) : null;
        if (places is null || Layers.Values.Any(l => !l.Rows.SequenceEqual(places.Layers[l.Layer].Rows)))
            throw new ArgumentException($"<{TriggerWord}> does not change the rows of number {conceptNumber}.", nameof(conceptNumber));
        return adapter;
    }

    /// <summary>The change times <paramref name="strength"/>; the vectors stay.</summary>
    public ConceptChange Scaled(double strength) =>
        this with { Layers = Layers.ToDictionary(l => l.Key, l => l.Value with { B = [.. l.Value.B.Select(b => (float)(b * strength))] }) };
}
