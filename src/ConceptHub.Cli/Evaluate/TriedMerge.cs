using System.Diagnostics;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>How long merging takes, adapters in memory, and whether one concept comes out without a trace.</summary>
/// <param name="Recording">What rules that need it take once beforehand, to record what layers are fed; milliseconds.</param>
/// <param name="Merge">Median, milliseconds.</param>
/// <param name="Unmerge">Median of taking the last concept out, milliseconds.</param>
/// <param name="IsExact">Whether the weights are then bit for bit those of the others merged alone.</param>
internal sealed record MergeTimes(double Recording, double Merge, double Unmerge, bool IsExact);

/// <summary>Concepts put into the model by one arm's way of merging.</summary>
internal abstract class TriedMerge : IDisposable
{
    private const int MostRounds = 20;
    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(2);

    public static TriedMerge Of(StableDiffusionModel model, Arm arm, IReadOnlyList<ConceptChange> concepts, IReadOnlyList<int> numbers)
    {
        if (arm.Rule is null) return new BlockMerge(model, concepts, numbers);
        return new FusedMerge(model, arm.Rule, new RecordedInputs(model, concepts), concepts);
    }

    /// <summary>Merges all.</summary>
    public abstract void Apply();

    public abstract void Clear();

    public virtual void Dispose() => Clear();

    /// <summary>Measures, and leaves everything merged.</summary>
    public MergeTimes Measure()
    {
        var (merges, unmerges, isExact) = (new List<double>(), new List<double>(), true);
        var recording = Time(Prepare);
        Apply();   // first use allocates
        var clock = Stopwatch.StartNew();
        do
        {
            Clear();
            merges.Add(Time(Apply));
            unmerges.Add(Time(TakeLastOut));
        }
        while (merges.Count < MostRounds && clock.Elapsed < LongestMeasurement);

        var withoutLast = Hash();
        Clear();
        ApplyWithoutLast();
        isExact = Hash() == withoutLast;
        Clear();
        Apply();
        return new MergeTimes(recording, Median(merges), Median(unmerges), isExact);
    }

    /// <summary>Whatever can be known beforehand; no part of the time of a merge.</summary>
    protected virtual void Prepare()
    {
    }

    protected abstract void TakeLastOut();

    protected abstract void ApplyWithoutLast();

    protected abstract string Hash();

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>The product's own merge.</summary>
internal sealed class BlockMerge(StableDiffusionModel model, IReadOnlyList<ConceptChange> concepts, IReadOnlyList<int> numbers) : TriedMerge
{
    private readonly IReadOnlyList<RecipePart> _recipe = [.. concepts.Zip(numbers).Select((it, i) => new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), it.First.ToAdapter(model, it.Second), 1))];

    public override void Apply() => model.Merge.Apply(_recipe);

    public override void Clear() => model.Merge.Clear();

    protected override void TakeLastOut() => ApplyWithoutLast();

    protected override void ApplyWithoutLast() => model.Merge.Apply([.. _recipe.SkipLast(1)]);

    protected override string Hash() => ModuleWeights.Hash(("unet.", model.UNet));
}

/// <summary>Any rule, through whole weights.</summary>
internal sealed class FusedMerge(StableDiffusionModel model, Func<RecordedInputs, MergeRule> rule, RecordedInputs inputs, IReadOnlyList<ConceptChange> concepts) : TriedMerge
{
    private readonly FusedWeights _weights = new(model);
    private readonly IReadOnlyList<ConceptChange> _others = [.. concepts.SkipLast(1)];

    public override void Apply() => Write(rule(inputs), concepts);

    public override void Clear() => _weights.Restore();

    public override void Dispose()
    {
        _weights.Dispose();
        inputs.Dispose();
    }

    // Recorded inputs belong to the concepts, so recording them is no part of a merge; making the rule makes them record.
    protected override void Prepare() => rule(inputs);

    protected override void TakeLastOut()
    {
        if (!rule(inputs).IsSum)
        {
            ApplyWithoutLast();
            return;
        }

        using var scope = NewDisposeScope();
        _weights.Subtract(rule(inputs).Changes(model.Plan, [concepts[^1]]));
    }

    protected override void ApplyWithoutLast()
    {
        if (_others.Count == 0)
        {
            _weights.Restore();
            return;
        }

        using var others = inputs.Without(last: 1);
        Write(rule(others), _others);
    }

    protected override string Hash() => _weights.Hash();

    private void Write(MergeRule by, IReadOnlyList<ConceptChange> merged)
    {
        using var scope = NewDisposeScope();
        _weights.Write(by.Changes(model.Plan, merged));
    }
}
