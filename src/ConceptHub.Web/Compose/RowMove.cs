using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

/// <summary>A row that goes to another place of its list, both from 0, as the page's script tells it: "2&gt;0".</summary>
internal sealed record RowMove(int From, int To)
{
    /// <summary>Null for what makes no sense in a list of so many.</summary>
    public static RowMove? Read(ChangeEventArgs change, int count) =>
        (change.Value as string)?.Split('>') is [var said, var place] && int.TryParse(said, out var from) && int.TryParse(place, out var to)
            && from >= 0 && from < count && to >= 0 && to < count
            ? new RowMove(from, to)
            : null;
}
