using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>The file of a version: what it says of itself, and every tensor in it. Read anew whenever somebody asks.</summary>
public sealed partial class FilePage
{
    [Parameter] public Guid Id { get; set; }
    [Parameter] public string Slug { get; set; } = "";
    [Parameter] public int Number { get; set; }
    [SupplyParameterFromQuery(Name = "find")] private string? Find { get; set; }

    [Inject] private ConceptFiles Files { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Actor? Viewer { get; set; }
    private ConceptFile? File { get; set; }
    private AdapterHeader Header { get; set; } = new();
    private IReadOnlyList<TensorFacts> Shown { get; set; } = [];

    private ConceptCard Card => File!.Concept.Card;

    /// <summary>The tensors by their layers; those of none come first, since they are few.</summary>
    private IEnumerable<IGrouping<string?, (AdapterTensorName Name, TensorFacts Tensor)>> Layers =>
        Shown.Select(tensor => (Name: AdapterTensorName.Of(tensor.Entry.Name), tensor)).GroupBy(it => it.Name.Layer).OrderBy(layer => layer.Key, StringComparer.Ordinal);

    private IEnumerable<(string Name, string Value)> Facts
    {
        get
        {
            yield return (ConceptsTexts.AdapterHash, File!.Version.AdapterBlob);
            yield return (ConceptsTexts.FileSize, ConceptsTexts.ExactSize.With(Sizes.Of(File.Version.AdapterBytes), File.Version.AdapterBytes));
            (string Name, string? Value)[] said =
            [
                (ConceptsTexts.FormatVersion, Header.Format), (ConceptsTexts.BaseHash, Header.BaseModel), (ConceptsTexts.PlanHash, Header.Plan),
                (ConceptsTexts.ConceptNumber, Header.Number), (ConceptsTexts.SeatsBySite, Header.Blocks?.Replace(",", ", ", StringComparison.Ordinal)), (ConceptsTexts.Code, Header.Codebook),
                (ConceptsTexts.WriteInPrompt, Header.Trigger is { } trigger ? $"{ConceptWords.Trigger(trigger)} {Header.ClassWord}" : null),
            ];
            foreach (var (name, value) in said)
                if (value is { Length: > 0 }) yield return (name, value);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        File = await Files.InspectAsync(Id, Number, Viewer, CancellationToken.None);
        if (File is null)
        {
            Navigation.NotFound();
            return;
        }

        if (File.Contents is not { } contents) return;
        Header = AdapterHeader.Of(contents.Texts);
        var words = (Find ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Shown = [.. contents.Tensors.Where(tensor => words.All(word => tensor.Entry.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }
}
