using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Shell;

/// <summary>The frame of every page: bar above, places below on phones. Rendered without a circuit.</summary>
public sealed partial class MainLayout
{
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string Here => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0];

    private string Query =>
        QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue("q", out var text) ? text.ToString() : "";
}
