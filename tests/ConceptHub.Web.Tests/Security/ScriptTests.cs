using AngleSharp.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Tests.Access;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Security;

/// <summary>
/// Every text that is stored holds markup, put there beside every rule of length; every page that shows one is read as a browser reads it:
/// nothing of it becomes an element, an event or an address of script.
/// </summary>
public sealed class ScriptTests(AccessHub hub) : IClassFixture<AccessHub>
{
    private const string Mark = "xss-mark";

    private static readonly string[] Payloads =
    [
        $"<script id={Mark}>alert(1)</script>", $"\"><img id={Mark} src=x onerror=alert(1)>", $"'><svg id={Mark} onload=alert(1)>", $"</textarea></title></style></script><script id={Mark}>alert(1)</script>",
        $"<a id={Mark} href=javascript:alert(1)>x</a>", "[x](javascript:alert(1))", "[x](  JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", $"![x](x\" onerror=\"alert(1)\" id=\"{Mark})", "<javascript:alert(1)>",
        $"[x](https://a.example \"' onmouseover='alert(1)' id='{Mark}\")", $"`<img id={Mark} src=x onerror=alert(1)>`", $"&lt;img id={Mark} src=x onerror=alert(1)&gt;", $"\" autofocus onfocus=alert(1) id={Mark} x=\"", $"<iframe id={Mark} srcdoc='<script>alert(1)</script>'>",
        $"<!--><img id={Mark} src=x onerror=alert(1)>-->", $"<math><mtext><table><mglyph><style><img id={Mark} src=x onerror=alert(1)>", $"@olga <b id={Mark} onclick=alert(1)>", "{{constructor.constructor('alert(1)')()}}", $"\u202e<img id={Mark} src=x onerror=alert(1)>",
    ];

    private static readonly (string Table, string[] Columns)[] Texts =
    [
        ("Concepts", ["Name", "Description", "TriggerWord", "ClassWord", "Credit"]), ("ConceptVersions", ["ChangeNote"]), ("ConceptPictures", ["Caption"]), ("Recipes", ["Title", "Description"]), ("Collections", ["Name", "Description"]),
        ("Comments", ["Text"]), ("Reviews", ["Text"]), ("Members", ["DisplayName"]), ("Notices", ["Title", "Text"]), ("Reports", ["Text"]), ("Depictions", ["Note"]), ("Boards", ["Name"]), ("Jobs", ["Title", "FailureSentence"]),
        ("Decisions", ["Title", "Detail", "Text"]), ("Strikes", ["VoidReason"]), ("Appeals", ["Text", "Answer"]),
    ];

    private string _payload = "";
    private bool _hasRecipe;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_markup_stays_words_on_every_page()
    {
        await hub.FurnishAsync();
        await FillAsync();
        var wrong = new List<string>();
        var seen = 0;
        foreach (var payload in Payloads)
        {
            await WriteAsync(payload);
            foreach (var (actor, address) in await PagesAsync())
            {
                var answer = await hub.Of(actor).GetAsync(address);
                if ((int)answer.Status >= 400) wrong.Add($"{address} answered {(int)answer.Status} with {payload}");
                if (answer.Text.Contains("alert", StringComparison.Ordinal)) seen++;
                wrong.AddRange(answer.Page.All.Where(IsAlive).Select(element => $"{address} with {payload}: {element.OuterHtml[..Math.Min(200, element.OuterHtml.Length)]}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.True(seen > 100, $"only {seen} pages showed any of it"); // or nothing was tried
    }

    private static bool IsAlive(IElement element) =>
        element.Id == Mark
        || element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || (attribute.Name is "href" or "src" or "action" or "formaction" && IsScript(attribute.Value)))
        || (element.LocalName == "script" && !element.HasAttribute("src") && element.GetAttribute("type") is null);

    private static bool IsScript(string address) => address.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || address.TrimStart().StartsWith("data:text", StringComparison.OrdinalIgnoreCase);

    // One of everything that AccessHub does not make.
    private async Task FillAsync()
    {
        var concept = await hub.PutAsync("concept", "public");
        await hub.Of("member").SubmitAsync($"/concepts/{concept}/ada-lark", "Input.Stars", new() { ["Input.Stars"] = "4", ["Input.Text"] = "Good." });
        await hub.Services.GetRequiredService<Catalog.Comments>().WriteAsync((await hub.ActorAsync("member"))!, Guid.Parse(concept), new CommentDraft("Well done.", null), Token);
        var target = new ModerationTarget(TargetKind.Concept, Guid.Parse(concept));
        await hub.Services.GetRequiredService<Catalog.Moderation>().ReportAsync((await hub.ActorAsync("other"))!, target, new ReportDraft(ReportReason.Other, "Look."), Token);
        await hub.Services.GetRequiredService<ConceptActs>().LockAsync((await hub.ActorAsync("moderator"))!, target.Id, ConceptFields.Rating, new Grounds(DecisionReason.WrongRating, "") { Points = 3 }, Token);
        var (owner, standings) = ((await hub.ActorAsync("owner"))!, hub.Services.GetRequiredService<MemberStandings>());
        var locked = (await hub.Services.GetRequiredService<Decisions>().MineAsync(owner, Token)).Single(decision => decision.Action == DecisionAction.Lock);
        await hub.Services.GetRequiredService<Appeals>().MakeAsync(owner, locked.Id, "It is right as it was.", Token);
        var strike = (await standings.FindAsync((await hub.ActorAsync("administrator"))!, "Olga", Token))!.Strikes[0];
        await hub.Services.GetRequiredService<Sanctions>().VoidAsync((await hub.ActorAsync("administrator"))!, strike.Id, "A mistake.", Token);
    }

    private async Task<IReadOnlyList<(string Actor, string Address)>> PagesAsync()
    {
        var (concept, picture, recipe, collection) = (await hub.PutAsync("concept", "public"), await hub.PutAsync("picture", "public"), hub.Id("recipe"), await hub.PutAsync("collection", "public"));
        await WriteNameAsync();
        return
        [
            ("anonymous", "/"), ("anonymous", $"/concepts/{concept}/ada-lark"), ("owner", $"/concepts/{concept}/edit"), ("anonymous", $"/concepts/{concept}/ada-lark/versions/1/file"), ("anonymous", "/u/Olga"),
            ("anonymous", $"/pictures/{picture}"), ("anonymous", "/recipes"), ("anonymous", $"/recipes/{recipe}"), ("owner", $"/recipes/{recipe}/edit"), ("owner", "/collections"), ("anonymous", $"/collections/{collection}"),
            ("owner", "/notices"), ("owner", "/account/manage"), ("moderator", "/moderation"), ("moderator", "/moderation?show=audit"), ("moderator", "/moderation?show=appeals"), ("moderator", "/moderation/members/Olga"), ("owner", "/account/decisions"), ("administrator", "/admin"), ("member", $"/report/concept/{concept}"),
        ];
    }

    private async Task WriteAsync(string payload)
    {
        _payload = payload;
        if (!_hasRecipe) _hasRecipe = (await hub.PutAsync("recipe", "public")).Length > 0;
        await using var database = await OpenAsync();
        foreach (var (table, columns) in Texts) await RunAsync(database, $"UPDATE {table} SET {string.Join(", ", columns.Select(column => $"{column} = $text"))}{(table == "Concepts" ? " WHERE Slug = 'ada-lark'" : "")}");
        await RunAsync(database, "UPDATE Pictures SET Settings = json_set(Settings, '$.prompt', $text, '$.negativePrompt', $text)");
        await RunAsync(database, "UPDATE Recipes SET Settings = json_set(Settings, '$.prompt', $text, '$.negativePrompt', $text)");
    }

    // What PutAsync set back.
    private async Task WriteNameAsync()
    {
        await using var database = await OpenAsync();
        await RunAsync(database, "UPDATE Concepts SET Name = $text WHERE Slug = 'ada-lark'");
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var database = new SqliteConnection($"Data Source={hub.Services.GetRequiredService<HubHome>().DatabaseFile};Pooling=False");
        await database.OpenAsync(Token);
        return database;
    }

    private async Task RunAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$text", _payload);
        await command.ExecuteNonQueryAsync(Token);
    }
}
