using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace ConceptHub.Web.Tests;

/// <summary>What a page answered, after redirects.</summary>
public sealed record Answer(HttpStatusCode Status, string Path, string Text, HttpResponseMessage Response)
{
    public IHtmlDocument Page => new HtmlParser().ParseDocument(Text);

    /// <summary>Text of the first match, white space folded.</summary>
    public string Words(string selector) => Folded(Page.QuerySelector(selector));

    /// <summary>Text of every match.</summary>
    public IReadOnlyList<string> All(string selector) => [.. Page.QuerySelectorAll(selector).Select(Folded)];

    private static string Folded(IElement? element) => string.Join(' ', (element?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A browser without script: keeps cookies, follows links and redirects, fills in forms with their hidden fields.</summary>
public sealed class Visitor(HttpClient client)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Client => client;

    public Task<Answer> GetAsync(string path) => FollowAsync(() => client.GetAsync(path, Token));

    /// <summary>Opens a page and sends the form that has this field.</summary>
    public async Task<Answer> SubmitAsync(string path, string field, Dictionary<string, string> values)
    {
        var opened = await GetAsync(path);
        var form = opened.Page.Forms.First(form => form.Elements.Any(element => element.GetAttribute("name") == field));
        return await SendAsync(opened, form, values);
    }

    public Task<Answer> SendAsync(Answer opened, IHtmlFormElement form, Dictionary<string, string> values)
    {
        var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>()
            .Where(input => input.Name is { Length: > 0 } name && !values.ContainsKey(name))
            .Select(input => KeyValuePair.Create(input.Name!, input.Value)).Concat(values);
        var action = form.GetAttribute("action") is { Length: > 0 } own ? own : opened.Path;
        return FollowAsync(() => client.PostAsync(action, new FormUrlEncodedContent(fields), Token));
    }

    private async Task<Answer> FollowAsync(Func<Task<HttpResponseMessage>> first)
    {
        var response = await first();
        for (var hop = 0; hop < 5 && response.Headers.Location is { } next && (int)response.StatusCode is >= 300 and < 400; hop++)
            response = await client.GetAsync(next, Token);
        return new Answer(response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, await response.Content.ReadAsStringAsync(Token), response);
    }
}
