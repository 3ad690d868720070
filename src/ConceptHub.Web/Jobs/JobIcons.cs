using ConceptHub.Catalog;
using MudBlazor;

namespace ConceptHub.Web.Jobs;

/// <summary>Signs of kinds of jobs.</summary>
internal static class JobIcons
{
    public static string Of(JobKind kind) => kind == JobKind.Train ? Icons.Material.Rounded.ModelTraining : Icons.Material.Rounded.Image;
}
