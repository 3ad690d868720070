using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Administration;

/// <summary>The base models of this hub, and those on their way in.</summary>
public sealed partial class ModelsPage
{
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private ModelStore Store { get; set; } = default!;
    [Inject] private ModelIntake Intake { get; set; } = default!;
    [Inject] private EngineOptions Engine { get; set; } = default!;
    [Inject] private EngineHost Host { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;

    private (bool Good, string Text)? Words => Said switch
    {
        "adding" => (true, AdministrationTexts.SaidAdding),
        "removed" => (true, AdministrationTexts.SaidRemoved),
        "dismissed" => (true, AdministrationTexts.SaidDismissed),
        "missing" => (false, AdministrationTexts.SaidMissing),
        "gone" => (false, AdministrationTexts.SaidModelGone),
        "stays" => (false, AdministrationTexts.SaidStays),
        _ => null,
    };

    private bool IsUsed(StoredModel model) => model.Name == Engine.Model;

    private string StateOf(StoredModel model) =>
        !IsUsed(model) ? "" : $"{(Host.Problem is not null ? AdministrationTexts.StateUnreadable : Gate.Current is null ? AdministrationTexts.StateBeingRead : AdministrationTexts.StateInUse)}; ";

    private string PlanOf(StoredModel model) => FactsOf(model) is { } facts ? AdministrationTexts.PlanOf.With(facts.Sites, facts.Layers, facts.Blocks) : "";

    /// <summary>Of added models what was found then; of the one in use what was read; others are not opened for a list.</summary>
    private (string Hash, int Sites, int Layers, int Blocks)? FactsOf(StoredModel model)
    {
        if (model.Manifest is { } known) return (known.Hash, known.Sites, known.Layers, known.Blocks);
        return IsUsed(model) && Gate.Current?.Plan is { } plan ? (plan.BaseModelHash, plan.Sites.Count, plan.Layers.Count, plan.Blocks) : null;
    }
}
