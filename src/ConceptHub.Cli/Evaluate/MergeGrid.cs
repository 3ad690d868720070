using ConceptHub.Cli.Seeds;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Pictures to see for yourself: a row for each concept, its training picture, alone, and in the merges of all fifteen; same prompt, same noise.</summary>
internal sealed class MergeGrid(StableDiffusionModel model, MergeScoring scoring, AdapterTrainings adapters, EvaluationSettings settings)
{
    private static readonly string[] Shown = ["default", "naive", "fedavg", "fusion"];

    public void Write(string path, CancellationToken cancellation)
    {
        using var off = no_grad();
        var concepts = HeldOutConcepts.All;
        var arms = KnownArms.Named(settings.Arms).Where(a => Shown.Contains(a.Name)).OrderBy(a => Array.IndexOf(Shown, a.Name)).ToList();
        var columns = new List<IReadOnlyList<RgbImage>>
        {
            concepts.Select(c => WorldConcepts.Pictures(c, 3)[0].Image).ToList(),
            concepts.Select(c => Merged(arms[0], [c], [c], cancellation)[0]).ToList(),
        };
        columns.AddRange(arms.Select(arm => Merged(arm, concepts, concepts, cancellation)));
        string[] titles = ["training", "alone", .. arms.Select(a => a.Title)];
        PictureSheet.Write(path, "Fifteen concepts merged", [.. concepts.Select((c, row) => new SheetRow(c.Name, [.. columns.Select(column => column[row])], row == 0 ? titles : []))]);
    }

    private IReadOnlyList<RgbImage> Merged(Arm arm, IReadOnlyList<HeldOutConcept> merged, IReadOnlyList<HeldOutConcept> shown, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        List<ConceptChange> changes = [.. merged.Select(c => adapters.Load(arm.Family, seed: 1, c))];
        using var merge = TriedMerge.Of(model, arm, changes, [.. merged.Select(c => adapters.NumberOf(arm.Family, c))]);
        merge.Apply();
        var prompts = shown.Select(c => ConceptPrompts.Of(c, settings)[0]).ToList();
        return RgbImage.FromTensor(model.Autoencoder.Decode(scoring.Pictures(changes, prompts, p => p.Text, cancellation)));
    }
}
