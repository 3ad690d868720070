using System.Globalization;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Gallery;

/// <summary>What the gallery shows, as its address says it and back: every filter is a link that can be kept.</summary>
internal static class GalleryAddress
{
    private const string Path = "gallery";
    private const int LongestText = 100;

    public static string Of(PictureQuery query)
    {
        var said = new Dictionary<string, string?>
        {
            ["q"] = query.Text.Length == 0 ? null : query.Text,
            ["concept"] = query.ConceptId?.ToString("N"),
            ["board"] = query.BoardId?.ToString("N"),
            ["starred"] = query.IsStarred ? "1" : null,
            ["show"] = query.Visibility?.ToString().ToLowerInvariant(),
            ["sort"] = query.Sort == PictureSort.Oldest ? "oldest" : null,
            ["page"] = query.Page > 1 ? query.Page.ToString(CultureInfo.InvariantCulture) : null,
        };
        return QueryHelpers.AddQueryString(Path, said.Where(pair => pair.Value is not null));
    }

    /// <summary>Reads an address; what makes no sense filters nothing.</summary>
    public static PictureQuery Read(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        string Said(string key) => query.TryGetValue(key, out var value) ? value.ToString() : "";
        Guid? Id(string key) => Guid.TryParse(Said(key), out var id) ? id : null;
        return new PictureQuery
        {
            Text = Said("q").Trim() is { Length: > LongestText } text ? text[..LongestText] : Said("q").Trim(),
            ConceptId = Id("concept"),
            BoardId = Id("board"),
            IsStarred = Said("starred") == "1",
            Visibility = Said("show") switch { "public" => PictureVisibility.Public, "private" => PictureVisibility.Private, _ => null },
            Sort = Said("sort") == "oldest" ? PictureSort.Oldest : PictureSort.Newest,
            Page = int.TryParse(Said("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, 100_000) : 1,
        };
    }

    /// <summary>Whether it shows everything: no filter, whatever the order.</summary>
    public static bool IsPlain(PictureQuery query) => query with { Sort = PictureSort.Newest, Page = 1 } == new PictureQuery();
}
