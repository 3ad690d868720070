using System.Diagnostics;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Cli.Merge;

/// <summary>Times merging and un-merging of a recipe and holds the weights afterwards to their hashes.</summary>
internal sealed class MergeCheck(StableDiffusionModel model, IReadOnlyList<RecipePart> recipe)
{
    private const int Rounds = 7;

    // Stated for 15 concepts in the embedded model; more concepts, or a larger model, are not promised anything.
    private const int PromisedConcepts = 15;
    private const double PromisedMilliseconds = 100;

    public Measured Run(CancellationToken cancellation)
    {
        var first = Time(() => model.Merge.Apply(recipe));
        var (merged, changed) = (Hash(), Hash() != model.Hash);
        var withoutLast = recipe.SkipLast(1).ToList();
        var (merges, unmerges, ones) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            unmerges.Add(Time(model.Merge.Clear));
            merges.Add(Time(() => model.Merge.Apply(recipe)));
            ones.Add(Time(() => model.Merge.Apply(withoutLast)));
            model.Merge.Apply(recipe);
        }

        var sameAgain = Hash() == merged;
        model.Merge.Apply(withoutLast);
        var oneTakenOut = Hash();
        model.Merge.Clear();
        var restored = Hash() == model.Hash;
        model.Merge.Apply(withoutLast);
        var oneIsExact = Hash() == oneTakenOut;
        model.Merge.Clear();
        if (!changed) Work.Warn("the adapters change nothing: their strengths are 0 or they are empty.");
        return new Measured("merge",
        [
            new("recipe.concepts", recipe.Count, ""),
            new("recipe.merge.first", first, "ms"),
            recipe.Count <= PromisedConcepts ? Measure.AtMost("recipe.merge.p50", Median(merges), "ms", PromisedMilliseconds) : new("recipe.merge.p50", Median(merges), "ms"),
            new("recipe.unmerge.p50", Median(unmerges), "ms"),
            new("recipe.unmerge.one.p50", Median(ones), "ms"),
            True("recipe.merge.repeatable", sameAgain),
            True("recipe.unmerge.one.exact", oneIsExact),
            True("recipe.unmerge.restores_base", restored),
        ]);
    }

    private string Hash() => ModuleWeights.Hash(("unet.", model.UNet), ("text_encoder.", model.TextEncoder));

    private static Measure True(string name, bool value) => Measure.AtLeast(name, value ? 1 : 0, "bool", 1);

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
