using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Access;

/// <summary>Asks for one cell of the table and puts the answer into one word.</summary>
internal sealed partial class AccessQuestion(AccessHub hub)
{
    // The end record alone.
    private const int EmptyArchiveBytes = 22;

    private readonly Dictionary<Visitor, string> _tokens = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The answers to all actors; who may take the object away asks last.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(AccessRow row)
    {
        var answers = new string[AccessRow.Actors.Count];
        var id = await hub.PutAsync(row.Kind, row.State);
        foreach (var place in Enumerable.Range(0, answers.Length).OrderBy(place => AccessRow.Actors[place] == "owner"))
        {
            if (row.Writes) id = await hub.PutAsync(row.Kind, row.State);
            answers[place] = await AskAsync(row, id, AccessRow.Actors[place]);
        }

        return answers;
    }

    private async Task<string> AskAsync(AccessRow row, string id, string actor)
    {
        if (actor == "suspended") await hub.SuspendedAsync(true);
        try
        {
            return row.What.Split(' ')[0] switch
            {
                "HUB" => await WatchAsync(row, id, actor),
                "JS" => await JoinAsync(id, actor),
                "FORM" => await FormAsync(row, await AddressAsync(row.Page, row, id), id, actor),
                "POST" => await PostAsync(row, await AddressAsync(row.What.Split(' ')[1], row, id), id, actor),
                "ANY" => Word(await hub.Of(actor).Client.PostAsync(await AddressAsync(row.What.Split(' ')[1], row, id), null, Token)),
                _ => await ReadAsync(row, id, actor),
            };
        }
        finally
        {
            if (actor == "suspended") await hub.SuspendedAsync(false);
        }
    }

    private async Task<string> ReadAsync(AccessRow row, string id, string actor)
    {
        var address = await AddressAsync(row.Page.Length > 0 ? row.Page : row.What.Split(' ')[1], row, id);
        using var answer = await hub.Of(actor).Client.GetAsync(address, Token);
        var isEmpty = answer.Content.Headers.ContentType?.MediaType == "application/zip" && (await answer.Content.ReadAsByteArrayAsync(Token)).Length <= EmptyArchiveBytes;
        return isEmpty ? "empty" : Word(answer);
    }

    // The page as the actor sees it, its form as a browser would send it; a form that is not there is sent all the same.
    private async Task<string> FormAsync(AccessRow row, string address, string id, string actor)
    {
        var (visitor, name) = (hub.Of(actor), row.What.Split('#')[1]);
        var opened = await visitor.GetAsync(address);
        var form = opened.Path.Split('?')[0] == address.Split('?')[0] ? opened.Page.Forms.FirstOrDefault(form => form.QuerySelector($"input[name=_handler][value='{name}']") is not null) : null;
        var fields = form is null ? await BareAsync(visitor) : Sent(form);
        fields["_handler"] = name;
        foreach (var (field, value) in row.Fields) fields[field] = Typed(value, id);
        return await SendAsync(visitor, address, fields);
    }

    private async Task<string> PostAsync(AccessRow row, string address, string id, string actor)
    {
        var fields = await BareAsync(hub.Of(actor));
        foreach (var (field, value) in row.Fields) fields[field] = Typed(value, id);
        return await SendAsync(hub.Of(actor), address, fields);
    }

    private async Task<string> SendAsync(Visitor visitor, string address, Dictionary<string, string> fields)
    {
        var before = await hub.WritesAsync();
        using HttpContent content = address.EndsWith("/upload", StringComparison.Ordinal) ? Parts(fields) : new FormUrlEncodedContent(fields);
        var answer = Word(await visitor.Client.PostAsync(address, content, Token));
        if (await hub.WritesAsync() != before) return "done";
        return answer is "ok" or "to" ? "no" : answer;
    }

    private static MultipartFormDataContent Parts(Dictionary<string, string> fields)
    {
        var parts = new MultipartFormDataContent();
        foreach (var (field, value) in fields) parts.Add(new StringContent(value), field);
        parts.Add(new ByteArrayContent([]), "file", "empty.safetensors");
        return parts;
    }

    private string Typed(string value, string id) => value switch
    {
        "{id}" => id,
        "{collection}" or "{member}" => hub.Id(value[1..^1]),
        _ => value,
    };

    private async Task<Dictionary<string, string>> BareAsync(Visitor visitor)
    {
        if (!_tokens.TryGetValue(visitor, out var token))
        {
            var page = await visitor.GetAsync("/account/manage"); // leads to the sign-in form for whoever is not signed in
            _tokens[visitor] = token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        }

        return new Dictionary<string, string> { ["__RequestVerificationToken"] = token };
    }

    private static Dictionary<string, string> Sent(IHtmlFormElement form)
    {
        var fields = new Dictionary<string, string>();
        foreach (var element in form.Elements)
        {
            var name = element.GetAttribute("name");
            if (string.IsNullOrEmpty(name)) continue;
            if (element is IHtmlInputElement { Type: "submit" or "file" or "image" } or IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }) continue;
            if (element is IHtmlInputElement input) fields[name] = input.Value;
            if (element is IHtmlTextAreaElement area) fields[name] = area.Value;
            if (element is IHtmlSelectElement select) fields[name] = select.Value ?? "";
        }

        return fields;
    }

    private async Task<string> WatchAsync(AccessRow row, string id, string actor)
    {
        if (await hub.ActorAsync(actor) is not { } asking) return "in"; // the hub itself is behind [Authorize]: POST /hubs/jobs/negotiate has its row
        using var jobs = new JobsHub(hub.Services.GetRequiredService<Catalog.Jobs>()) { Context = new Caller(asking), Groups = new NoGroups() };
        if (row.What.EndsWith(".Unwatch", StringComparison.Ordinal))
        {
            await jobs.Unwatch(Guid.Parse(id));
            return "ok";
        }

        return await jobs.Watch(Guid.Parse(id)) is null ? "404" : "ok";
    }

    // The one method that script may call moves the caller's own seat, so who may sit down decides.
    private async Task<string> JoinAsync(string id, string actor)
    {
        if (await hub.ActorAsync(actor) is not { } asking) return "in";
        var joined = await hub.Services.GetRequiredService<OpenRooms>().JoinAsync(asking, id, Token);
        (joined as JoinResult.Joined)?.Seat.Dispose();
        return joined.Match(_ => "ok", _ => "404", _ => "full", _ => "403");
    }

    private async Task<string> AddressAsync(string pattern, AccessRow row, string id)
    {
        var blob = pattern.Contains("{file}", StringComparison.Ordinal) ? await hub.BlobAsync(row.Kind) : "";
        return Parameter().Replace(pattern, part => part.Groups[1].Value switch
        {
            "Slug" => row.Kind == "collection" ? "kept" : "ada-lark",
            "Number" or "number" => "1",
            "index" => "0",
            "slug" => "nothing",
            "file" => $"{blob}.png",
            "Name" => AccessHub.NameOf("owner"),
            "Kind" => row.Kind,
            "Code" => "404",
            "format" => "peft",
            "ids" => id.Replace("-", "", StringComparison.Ordinal),
            _ => id,
        });
    }

    private static string Word(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.NoContent => "ok",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest when answer.Headers.Location!.ToString().Contains("/account/sign-in?", StringComparison.Ordinal) => "in",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => "to",
        var status => ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"\{(\w+)(?::\w+)?\}")]
    private static partial Regex Parameter();

    private sealed class Caller(Actor actor) : HubCallerContext
    {
        public override string ConnectionId => "c";
        public override string? UserIdentifier => actor.Id.ToString();
        public override System.Security.Claims.ClaimsPrincipal? User { get; } = new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.NameIdentifier, actor.Id.ToString())], "test"));
        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();
        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();
        public override CancellationToken ConnectionAborted => Token;

        public override void Abort()
        {
        }
    }

    private sealed class NoGroups : IGroupManager
    {
        public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
