using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

/// <summary>Where the pictures of a job appear: previews while they are drawn, then one of them large and all of them in a row.</summary>
public sealed partial class Stage
{
    private Guid? _job;
    private int _place;
    private JobView? _now;

    [Parameter] public JobView? View { get; set; }

    /// <summary>A job was ordered and is not known yet.</summary>
    [Parameter] public bool IsWaiting { get; set; }
    [Parameter] public IReadOnlyList<string> Unknown { get; set; } = [];

    /// <summary>Whose pictures they are; null for the viewer's own.</summary>
    [Parameter] public string? Maker { get; set; }
    [Parameter] public EventCallback OnCancel { get; set; }

    /// <summary>Takes seed and variation of the shown picture.</summary>
    [Parameter] public EventCallback<PictureSettings> OnReuseSeed { get; set; }

    /// <summary>Takes the shown picture's blob as the next start picture.</summary>
    [Parameter] public EventCallback<string> OnDrawOver { get; set; }

    /// <summary>The picture made before this job, to compare with; null for none.</summary>
    [Parameter] public Guid? Before { get; set; }

    /// <summary>Takes all of a picture of a grid.</summary>
    [Parameter] public EventCallback<GridCell> OnTake { get; set; }

    private GenerationOrder? Order => _now?.Details.Order as GenerationOrder;

    private OrderedGrid? Grid => Order?.Grid;

    private bool IsSheet => Grid is not null && _place == 0;

    private GridCell? Cell => Grid?.Cells.ElementAtOrDefault(_place - 1);

    // Of several pictures the one before is the neighbour; the first of a grid is next to its sheet.
    private Guid? Against => _place > (Grid is null ? 0 : 1) ? Pictures[_place - 1].PictureId : Before;

    private IReadOnlyList<MadePicture> Pictures => _now?.Pictures ?? [];

    private MadePicture? Shown => Pictures.ElementAtOrDefault(_place);

    private PictureSettings? Settings => Of(_place);

    private PictureSettings? Of(int place) => place > 0 && Grid is { } grid ? grid.Cells.ElementAtOrDefault(place - 1)?.Settings : Order?.Settings.Of(place);

    private string Words(int place) => Grid is { } grid ? ComposeTexts.ShowCell.With(grid.Labels.Of(place - 1)) : ComposeTexts.ShowPicture.With(place + 1, SeedWords(Of(place)));

    private static string SeedWords(PictureSettings? settings) => settings?.Variation is { } variation
        ? ComposeTexts.SeedVaried.With(settings.Seed, variation.Strength.ToString("0.##", CultureInfo.InvariantCulture), variation.Seed)
        : $"{settings?.Seed}";

    /// <summary>What is newer than <see cref="View"/>, until the page tells the next one.</summary>
    internal void ShowStep(JobView view)
    {
        _now = view;
        StateHasChanged();
    }

    protected override void OnParametersSet()
    {
        _now = View;
        if (View?.Summary.Id != _job) (_job, _place) = (View?.Summary.Id, 0);
    }
}
