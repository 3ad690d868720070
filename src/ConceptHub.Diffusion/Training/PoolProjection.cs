using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>A finished concept with what it was learnt from.</summary>
/// <param name="Pictures">None: its own inputs are those of pictures that it draws itself.</param>
public sealed record PooledConcept(ConceptAdapter Adapter, IReadOnlyList<TrainingPicture> Pictures);

/// <summary>Concepts that are quiet on each other.</summary>
/// <param name="Adapters">In the order of the concepts.</param>
/// <param name="Before">How far a concept's predictions in the company of all were from what it predicts alone, as a share of what it changes: mean over the concepts of |merged - alone|² / |alone - base|².</param>
/// <param name="After">The same now, still against what it predicted alone before.</param>
public sealed record SettledPool(IReadOnlyList<ConceptAdapter> Adapters, double Before, double After);

/// <summary>
/// Concepts that were trained apart, made quiet on each other once all of them are known: the niche projection of SCIENCE.md 2.5 in closed
/// form, <c>A' = A C (C + λ F + ε I)⁻¹</c>, in which F are the inputs that a layer really gets from prompts about others, with the others
/// in the weights. Nothing is trained; rows, ranks and trigger words stay. Rows for other programs are
/// projected in the company of the others' rows for them (measured in docs/decisions/0004).
/// </summary>
/// <param name="model">Nothing is merged into it afterwards.</param>
/// <param name="foreign">The base's own world. Not disposed here.</param>
public sealed class PoolProjection(StableDiffusionModel model, ForeignExamples foreign)
{
    /// <summary>What <see cref="Rounds"/> is when nothing was chosen.</summary>
    public const int UsualRounds = 20;

    private const int OwnPasses = 8, Together = 16;
    private const int DrawingPasses = 20, MeasuringPasses = 4;   // what they take for each concept, in passes

    // Of each round: prompts about others in their company, the base's world in company, and the base's world alone.
    private const int AboutOthers = 4, InCompany = 2, WithoutCompany = 1;

    /// <summary>λ in attention.</summary>
    public double AttentionWeight { get; init; } = 3;

    /// <summary>λ in the feed-forward: there the leaks of many concepts feed on each other.</summary>
    public double FeedForwardWeight { get; init; } = 10;

    /// <summary>How long is listened to others; each round is seven batches.</summary>
    public int Rounds { get; init; } = UsualRounds;

    private int ForeignPasses => Rounds * (AboutOthers + InCompany + WithoutCompany);

    /// <param name="progress">Told which share is done, whenever the model may be used for something else meanwhile.</param>
    /// <returns>The same for the same concepts in the same order.</returns>
    /// <exception cref="ArgumentException">Fewer than two concepts.</exception>
    public SettledPool Project(IReadOnlyList<PooledConcept> concepts, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (concepts.Count < 2) throw new ArgumentException("Concepts are made quiet on each other; there must be at least two.", nameof(concepts));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var hasStandalone = concepts.Any(concept => concept.Adapter.StandaloneLayers is not null);
        var (done, all) = (0, (hasStandalone ? 2 : 1) * (ForeignPasses + concepts.Count * OwnPasses) + concepts.Count * (DrawingPasses + MeasuringPasses));
        var members = new List<Member>();
        try
        {
            foreach (var concept in concepts)
            {
                members.Add(Member.Of(model, concept, members.Count, cancellation));
                OnPasses(DrawingPasses);
            }

            var layers = Projected(members, OnPasses, cancellation);
            var standalone = hasStandalone ? Projected([.. members.Select(member => member.ToStandalone())], OnPasses, cancellation) : null;
            var settled = members.Select((member, i) => member.Part with { Adapter = member.Part.Adapter with { Layers = layers[i], StandaloneLayers = member.Part.Adapter.StandaloneLayers is null ? null : standalone![i] } }).ToList();
            var (before, after) = Measure(members, settled, OnPasses, cancellation);
            return new SettledPool([.. settled.Select(part => part.Adapter)], before, after);
        }
        finally
        {
            foreach (var member in members) member.Latents.Dispose();
            model.Merge.Clear();
        }

        void OnPasses(int count) => progress?.Report((double)(done += count) / all);
    }

    private IReadOnlyList<IReadOnlyList<AdapterLayer>> Projected(IReadOnlyList<Member> members, Action<int> onPasses, CancellationToken cancellation)
    {
        var others = members.Select(_ => InputMoments.Zero(model)).ToList();
        try
        {
            HearOthers(members, others, onPasses, cancellation);
            return [.. members.Zip(others, (member, heard) => Projected(member, heard, onPasses, cancellation))];
        }
        finally
        {
            foreach (var heard in others) heard.Dispose();
        }
    }

    private IReadOnlyList<AdapterLayer> Projected(Member member, InputMoments others, Action<int> onPasses, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var own = InputMoments.Zero(model);
        HearItself(member, own, onPasses, cancellation);
        return [.. member.Part.Adapter.Layers.Select((layer, i) => layer with { A = Projected(layer, own[i], others[i]) })];
    }

    private (double Before, double After) Measure(IReadOnlyList<Member> members, IReadOnlyList<RecipePart> settled, Action<int> onPasses, CancellationToken cancellation)
    {
        IReadOnlyList<RecipePart> together = [.. members.Select(member => member.Part)];
        var found = members.Select(member =>
        {
            using var scope = NewDisposeScope();
            cancellation.ThrowIfCancellationRequested();
            var (latents, captions) = member.Latents.Draw(Together, new Random(3));
            var bare = Predict([], [.. captions.Select(member.WithoutTrigger)]);
            var alone = Predict([member.Part], captions);
            var (before, after) = (Ratio(Predict(together, captions)), Ratio(Predict(settled, captions)));
            onPasses(MeasuringPasses);
            return (before, after);

            Tensor Predict(IReadOnlyList<MergePart> merged, IReadOnlyList<string> prompts)
            {
                using var generator = new Generator(3);
                return Said(latents, prompts, merged, generator);
            }

            double Ratio(Tensor said) => ((said - alone).square().sum() / (alone - bare).square().sum()).item<float>();
        }).ToList();
        return (found.Average(it => it.before), found.Average(it => it.after));
    }

    private float[] Projected(AdapterLayer layer, Tensor own, Tensor others)
    {
        using var scope = NewDisposeScope();
        var weight = layer.Name.Contains(".ff.", StringComparison.Ordinal) ? FeedForwardWeight : AttentionWeight;
        return NicheProjection.Project(tensor(layer.A, [layer.Rank, layer.A.Length / layer.Rank]), own, others, weight).ToValues<float>();
    }

    private void HearItself(Member member, InputMoments heard, Action<int> onPasses, CancellationToken cancellation)
    {
        var random = new Random(1);
        using var generator = new Generator(1);
        for (var pass = 0; pass < OwnPasses; pass++)
        {
            using (var inputs = InputMoments.Of(model, () => Pass(member, [member.Part], random, generator, cancellation))) heard.Include(inputs);
            onPasses(1);
        }
    }

    // Companies of any size speak, and whoever is not in one listens: a pass serves many, so that fifteen take little longer than three.
    private void HearOthers(IReadOnlyList<Member> members, IReadOnlyList<InputMoments> heard, Action<int> onPasses, CancellationToken cancellation)
    {
        var random = new Random(2);
        using var generator = new Generator(2);
        var order = Enumerable.Range(0, members.Count).ToArray();
        for (var pass = 0; pass < ForeignPasses; pass++)
        {
            var kind = pass % (AboutOthers + InCompany + WithoutCompany);
            random.Shuffle(order);
            var company = kind < AboutOthers + InCompany ? order[..(random.Next(order.Length - 1) + 1)] : [];
            IReadOnlyList<MergePart> merged = [.. company.Select(i => members[i].Part)];
            using var inputs = InputMoments.Of(model, () =>
            {
                if (kind < AboutOthers) Pass(members[company[0]], merged, random, generator, cancellation);
                else PassBase(merged, random, generator, cancellation);
            });
            foreach (var listener in order[company.Length..]) heard[listener].Include(inputs);
            onPasses(1);
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
        Said(latents, captions, merged, generator).Dispose();
    }

    private Tensor Said(Tensor latents, IReadOnlyList<string> captions, IReadOnlyList<MergePart> merged, Generator generator)
    {
        using var scope = NewDisposeScope();
        var timesteps = randint(0, model.Noise.Timesteps, [captions.Count], dtype: ScalarType.Int64, generator: generator).to(model.Device);
        var noisy = model.Noise.AddNoise(latents, randn(latents.shape, generator: generator).to(model.Device), timesteps);
        return MergedPrediction.Of(model, merged, captions, noisy, timesteps).MoveToOuterDisposeScope();
    }

    private sealed record Member(RecipePart Part, ConceptLatents Latents)
    {
        private const int FirstSeed = 3000;

        public Member ToStandalone() => this with { Part = Part with { Adapter = Part.Adapter.ToStandalone() } };

        private string Trigger => TriggerWords.InPrompt(Part.Adapter.TriggerWord);

        public static Member Of(StableDiffusionModel model, PooledConcept concept, int place, CancellationToken cancellation)
        {
            var part = new RecipePart(new Guid(place + 1, 0, 0, new byte[8]), concept.Adapter, 1);
            if (concept.Pictures.Count > 0) return new Member(part, ConceptLatents.Of(model, concept.Pictures, new Random(place)));
            var phrase = $"{TriggerWords.InPrompt(concept.Adapter.TriggerWord)} {concept.Adapter.ClassWord}";
            List<string> prompts = [.. ConceptSentences.Learned(concept.Adapter.Kind).Where((_, i) => i % 2 == 0).Select(sentence => sentence.Replace("*", phrase, StringComparison.Ordinal))];
            return new Member(part, new ConceptLatents(DrawnLatents.Of(model, prompts, [part], FirstSeed, cancellation), prompts));
        }

        public string WithoutTrigger(string caption) => caption.Replace(Trigger + " ", "", StringComparison.OrdinalIgnoreCase).Replace(Trigger, Part.Adapter.ClassWord, StringComparison.OrdinalIgnoreCase);
    }
}
