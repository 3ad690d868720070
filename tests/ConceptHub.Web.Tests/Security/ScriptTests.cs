using AngleSharp.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Tests.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Security;

/// <summary>
/// Every text that is stored holds markup, put there beside every rule of length; every page that shows one is read as a browser reads it:
/// nothing of it becomes an element, an event or an address of script.
/// </summary>
public sealed class ScriptTests(AccessHub hub) : IClassFixture<AccessHub>
{
    // Names and numbers that the site makes itself or holds to an alphabet: no text of anybody's.
    private static readonly string[] Endings = ["Blob", "Hash", "Key", "Stamp"];
    private static readonly string[] Made = ["Concepts.Slug", "ConceptEmbeddings.Model", "Jobs.FailureCode", "Jobs.Worker", "Jobs.Phase", "Members.UserName", "Members.NormalizedUserName", "Members.NormalizedEmail", "Members.PhoneNumber", "OneTimeTokens.Purpose", "PicturePrints.Print", "Pools.Namespace", "SignInEntries.Network"];
    private static readonly string[] NotTried = ["MemberPasskeys.Name"]; // in JSON of Identity's own; one page shows it, to its member alone
    private static readonly string[] Unshown = ["WaitingMails.Language", "WaitingMails.LastError", "WaitingMails.Recipient", "WaitingMails.Subject", "WaitingMails.Text"]; // no page shows them; mails are encoded as they leave (Letter)
    private static readonly string[] Identity = ["Roles", "RoleClaims", "MemberClaims", "MemberLogins", "MemberTokens"];

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
        foreach (var payload in StoredTexts.Payloads)
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

    [Fact]
    public async Task Every_stored_text_is_written_over()
    {
        await using var database = await hub.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(Token);

        var texts = from entity in database.Model.GetEntityTypes()
                    let table = entity.GetTableName()
                    where table is not null && !Identity.Contains(table)
                    from property in entity.GetProperties()
                    where property.ClrType == typeof(string) && !Endings.Any(ending => property.Name.EndsWith(ending, StringComparison.Ordinal))
                    select $"{table}.{property.Name}";

        Assert.Empty(texts.Except(Made).Except(NotTried).Except(Unshown).Except(StoredTexts.Names));
    }

    private static bool IsAlive(IElement element) =>
        element.Id == StoredTexts.Mark
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
            ("owner", "/notices"), ("owner", "/account/manage"), ("owner", "/account/devices"), ("moderator", "/moderation"), ("moderator", "/moderation?show=audit"), ("moderator", "/moderation?show=appeals"), ("moderator", "/moderation/members/Olga"), ("owner", "/account/decisions"), ("administrator", "/admin"), ("member", $"/report/concept/{concept}"),
        ];
    }

    private async Task WriteAsync(string payload)
    {
        _payload = payload;
        if (!_hasRecipe) _hasRecipe = (await hub.PutAsync("recipe", "public")).Length > 0;
        await using var database = await OpenAsync();
        await StoredTexts.WriteAsync(database, "ada-lark", _ => payload, Token);
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
