using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Administration;

/// <summary>The base models of this hub, and those on their way in.</summary>
public sealed partial class ModelsPage
{
    private static readonly IReadOnlyDictionary<string, (bool Good, string Text)> Words = new Dictionary<string, (bool, string)>
    {
        ["adding"] = (true, "The model is being checked; it appears below once every tensor fits."),
        ["removed"] = (true, "The model is deleted."),
        ["dismissed"] = (true, "Dismissed."),
        ["missing"] = (false, "There is no such file or folder on the server, or nothing was sent."),
        ["gone"] = (false, "There is no such model."),
        ["stays"] = (false, "Not done: this model is in use, or comes with ConceptHub."),
    };

    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private ModelStore Store { get; set; } = default!;
    [Inject] private ModelIntake Intake { get; set; } = default!;
    [Inject] private EngineOptions Engine { get; set; } = default!;
    [Inject] private EngineHost Host { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;

    private bool IsUsed(StoredModel model) => model.Name == Engine.Model;

    private string StateOf(StoredModel model) =>
        !IsUsed(model) ? "" : Host.Problem is not null ? "cannot be read; " : Gate.Current is null ? "being read; " : "in use; ";

    private string PlanOf(StoredModel model) => FactsOf(model) is { } facts ? $"{facts.Sites} sites, {facts.Layers} layers, {facts.Blocks} blocks" : "";

    /// <summary>Of added models what was found then; of the one in use what was read; others are not opened for a list.</summary>
    private (string Hash, int Sites, int Layers, int Blocks)? FactsOf(StoredModel model)
    {
        if (model.Manifest is { } known) return (known.Hash, known.Sites, known.Layers, known.Blocks);
        return IsUsed(model) && Gate.Current?.Plan is { } plan ? (plan.BaseModelHash, plan.Sites.Count, plan.Layers.Count, plan.Blocks) : null;
    }
}
