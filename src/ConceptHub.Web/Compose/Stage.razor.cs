using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

/// <summary>Where the pictures of a job appear: previews while they are drawn, then one of them large and all of them in a row.</summary>
public sealed partial class Stage
{
    private Guid? _job;
    private int _place;

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

    private IReadOnlyList<MadePicture> Pictures => View?.Pictures ?? [];

    private MadePicture? Shown => Pictures.ElementAtOrDefault(_place);

    private PictureSettings? Settings => Of(_place);

    private PictureSettings? Of(int place) => (View?.Details.Order as GenerationOrder)?.Settings.Of(place);

    private static string SeedWords(PictureSettings? settings) => settings?.Variation is { } variation
        ? string.Create(CultureInfo.InvariantCulture, $"{settings.Seed}, varied by {variation.Strength:0.##} with {variation.Seed}")
        : $"{settings?.Seed}";

    protected override void OnParametersSet()
    {
        if (View?.Summary.Id != _job) (_job, _place) = (View?.Summary.Id, 0);
    }
}
