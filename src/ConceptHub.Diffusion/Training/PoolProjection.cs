using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>A finished concept with what it was learnt from.</summary>
public sealed record PooledConcept(ConceptAdapter Adapter, IReadOnlyList<TrainingPicture> Pictures)
{
    /// <summary>As other programs see it.</summary>
    public PooledConcept ToStandalone() => this with { Adapter = Adapter.ToStandalone() };
}

/// <summary>
/// Concepts that were trained apart, made quiet on each other once all of them are known: the niche projection of SCIENCE.md 2.5 in closed
/// form, <c>A' = A C (C + λ F + ε I)⁻¹</c>, in which F are the inputs that a layer really gets from prompts about others, with the others
/// in the weights. Nothing is trained; rows, ranks and trigger words stay (measured in docs/decisions/0004).
/// </summary>
/// <param name="model">Nothing is merged into it afterwards.</param>
/// <param name="foreign">The base's own world. Not disposed here.</param>
public sealed class PoolProjection(StableDiffusionModel model, ForeignExamples foreign)
{
    private const int OwnPasses = 8, ForeignPasses = 40, Together = 16;

    /// <summary>λ in attention.</summary>
    public const double AttentionWeight = 0.1;

    /// <summary>λ in the feed-forward: there the leaks of many concepts feed on each other.</summary>
    public const double FeedForwardWeight = 1;

    /// <param name="progress">Told how many are finished.</param>
    /// <returns>The projected adapters, in their order.</returns>
    /// <exception cref="ArgumentException">Fewer than two concepts.</exception>
    public IReadOnlyList<ConceptAdapter> Project(IReadOnlyList<PooledConcept> concepts, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (concepts.Count < 2) throw new ArgumentException("Concepts are made quiet on each other; there must be at least two.", nameof(concepts));
        using var off = no_grad();
        var members = concepts.Select((concept, i) => new Member(new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), concept.Adapter, 1), ConceptLatents.Of(model, concept.Pictures, new Random(i)))).ToList();
        try
        {
            var projected = new List<ConceptAdapter>();
            foreach (var member in members)
            {
                projected.Add(Projected(member, members, cancellation));
                progress?.Report(projected.Count);
            }

            return projected;
        }
        finally
        {
            foreach (var member in members) member.Latents.Dispose();
            model.Merge.Clear();
        }
    }

    private ConceptAdapter Projected(Member member, IReadOnlyList<Member> all, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var own = InputMoments.Of(model, () => HearItself(member, cancellation));
        using var others = InputMoments.Of(model, () => HearOthers([.. all.Where(other => other != member)], cancellation));
        return member.Part.Adapter with
        {
            Layers = [.. member.Part.Adapter.Layers.Select((layer, i) => layer with { A = Projected(layer, own[i], others[i]) })],
        };
    }

    private static float[] Projected(AdapterLayer layer, Tensor own, Tensor others)
    {
        using var scope = NewDisposeScope();
        var weight = layer.Name.Contains(".ff.", StringComparison.Ordinal) ? FeedForwardWeight : AttentionWeight;
        return NicheProjection.Project(tensor(layer.A, [layer.Rank, layer.A.Length / layer.Rank]), own, others, weight).contiguous().data<float>().ToArray();
    }

    private void HearItself(Member member, CancellationToken cancellation)
    {
        var random = new Random(1);
        using var generator = new Generator(1);
        for (var pass = 0; pass < OwnPasses; pass++) Pass(member, [member.Part], random, generator, cancellation);
    }

    // Half of what it hears is about another concept, in company of any size; the rest is the base's world, with and without the company.
    private void HearOthers(IReadOnlyList<Member> others, CancellationToken cancellation)
    {
        var random = new Random(2);
        using var generator = new Generator(2);
        for (var pass = 0; pass < ForeignPasses; pass++)
        {
            var order = others.ToArray();
            random.Shuffle(order);
            var company = order[..(random.Next(order.Length) + 1)];
            IReadOnlyList<MergePart> merged = pass % 4 == 3 ? [] : [.. company.Select(other => other.Part)];
            if (pass % 2 == 0) Pass(company[0], merged, random, generator, cancellation);
            else PassBase(merged, random, generator, cancellation);
        }
    }

    private void Pass(Member member, IReadOnlyList<MergePart> merged, Random random, Generator generator, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (latents, captions) = member.Latents.Draw(Together, random);
        Watch(latents, captions, merged, generator, cancellation);
    }

    private void PassBase(IReadOnlyList<MergePart> merged, Random random, Generator generator, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var chosen = Enumerable.Range(0, Together).Select(_ => random.Next(foreign.Captions.Count)).ToList();
        var latents = foreign.Latents.index_select(0, tensor(chosen.Select(i => (long)i).ToArray(), device: model.Device));
        Watch(latents, [.. chosen.Select(i => foreign.Captions[i].Caption)], merged, generator, cancellation);
    }

    private void Watch(Tensor latents, IReadOnlyList<string> captions, IReadOnlyList<MergePart> merged, Generator generator, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        BetweenCollections.Run(() =>
        {
            var timesteps = randint(0, model.Noise.Timesteps, [captions.Count], dtype: ScalarType.Int64, generator: generator).to(model.Device);
            var noisy = model.Noise.AddNoise(latents, randn(latents.shape, generator: generator).to(model.Device), timesteps);
            MergedPrediction.Of(model, merged, captions, noisy, timesteps);
        });
    }

    private sealed record Member(RecipePart Part, ConceptLatents Latents);
}
