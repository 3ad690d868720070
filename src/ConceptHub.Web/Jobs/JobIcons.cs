using ConceptHub.Catalog;
using MudBlazor;

namespace ConceptHub.Web.Jobs;

/// <summary>Signs of kinds of jobs.</summary>
internal static class JobIcons
{
    public static string Of(JobKind kind) => kind switch
    {
        JobKind.Train => Icons.Material.Rounded.ModelTraining,
        JobKind.Niche => Icons.Material.Rounded.FilterCenterFocus,
        JobKind.Settle => Icons.Material.Rounded.VolumeOff,
        JobKind.Measure => Icons.Material.Rounded.Groups,
        _ => Icons.Material.Rounded.Image,
    };
}
