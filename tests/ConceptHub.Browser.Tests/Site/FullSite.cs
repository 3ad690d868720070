using ConceptHub.Web.Tests.Security;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A site of its own with one of everything that members, moderators and administrators write, each of them in a browser of their own.</summary>
internal sealed class FullSite(SiteProcess process, Func<Task<Visitor>> visitAsync)
{
    private const string Seed = "mira";

    private readonly Dictionary<string, IPage> _pages = [];

    /// <summary>Ids as they stand in addresses: of the concept, the picture, the recipe, the collection and so on.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    /// <param name="actor">anonymous, member, owner, moderator or administrator.</param>
    public IPage Of(string actor) => _pages[actor];

    public IEnumerable<IPage> Pages => _pages.Values;

    public async Task FillAsync()
    {
        foreach (var (actor, name) in new[] { ("anonymous", null), ("owner", "olga"), ("member", "milan"), ("moderator", "mona"), ("administrator", "arne") })
        {
            _pages[actor] = (await visitAsync()).Page;
            await _pages[actor].GotoAsync("/account/recover"); // one of the shortest
            if (name is not null) await SendAsync(actor, "/account/sign-up", "[name='Input.Name']", ("Input.Name", name), ("Input.Password", Visitor.Password));
        }

        await AppointAsync();
        Ids["concept"] = await IdAsync($"UPDATE Concepts SET OwnerId = (SELECT Id FROM Members WHERE UserName = 'olga') WHERE Slug = '{Seed}' RETURNING Id");
        await WriteAsOwnerAsync();
        await DrawAsMemberAsync();
        await ModerateAsync();
        foreach (var table in StoredTexts.Tables) Assert.True(await IdAsync($"SELECT COUNT(*) FROM {table}") != "0", $"Nothing stands in {table}: no page could show its texts.");
    }

    /// <summary>Writes all texts over; each begins with another payload and goes on with all of them.</summary>
    public async Task WriteOverAsync()
    {
        await using var database = await OpenAsync();
        await StoredTexts.WriteAsync(database, Seed, column => string.Join("\n\n", StoredTexts.Payloads.Skip(column % StoredTexts.Payloads.Length).Concat(StoredTexts.Payloads.Take(column % StoredTexts.Payloads.Length))), Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Concept => $"/concepts/{Ids["concept"]}/{Seed}";

    private async Task AppointAsync()
    {
        await SendAsync("administrator", process.AdministratorLink, "[name=_handler][value=administrator]");
        await SendAsync("administrator", "/admin", "[name=member][value=mona]", ("role", "moderator"), ("action", "grant"));
        await SendAsync("moderator", "/account/sign-in", "[name='Input.Name']", ("Input.Name", "mona"), ("Input.Password", Visitor.Password));
    }

    private async Task WriteAsOwnerAsync()
    {
        await SendAsync("owner", $"/concepts/{Ids["concept"]}/edit", "[name='Input.Name']", ("Input.Depicts.Person", "Invented"), ("Input.Depicts.Note", "Drawn by hand."), ("Input.Origin.Credit", "Whoever drew it"));
        foreach (var (actor, name) in new[] { ("owner", "Kept"), ("member", "Hidden") }) await SendAsync(actor, Concept, "[name=NewName]", ("NewName", name));
        Ids["hidden"] = await IdAsync("SELECT Id FROM Collections WHERE Name = 'Hidden'");
        Ids["collection"] = await IdAsync("UPDATE Collections SET Visibility = 'Public' WHERE Name = 'Kept' RETURNING Id");
        await SendAsync("owner", "/?q=mira", "form:has([name='Input.Tells']) [name='Input.Name']", ("Input.Name", "My search"));
        Ids["search"] = await IdAsync("SELECT Id FROM SavedSearches");
        var page = Of("owner");
        await new Visitor(page).StartDraftAsync();
        Ids["draft"] = page.Url.Split('/')[^1];
        await page.Locator("[data-example]").First.ClickAsync();
        await page.Locator("main figure img").First.WaitForAsync();
    }

    private async Task DrawAsMemberAsync()
    {
        var (visitor, page) = (new Visitor(Of("member")), Of("member"));
        await visitor.OpenAsync($"/compose?add={Ids["concept"]}&steps=2&count=2&public=1");
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        Ids["job"] = await IdAsync("SELECT Id FROM Jobs");
        (Ids["picture"], Ids["other"]) = (await IdAsync("SELECT Id FROM Pictures ORDER BY CreatedAt LIMIT 1"), await IdAsync("SELECT Id FROM Pictures ORDER BY CreatedAt DESC LIMIT 1"));
        await page.GetByText("Save as preset").ClickAsync();
        await page.FillAsync("[aria-label='Name of the preset']", "My settings");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#preset option", new PageLocatorOptions { HasText = "My settings" }).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Locator("[data-save-recipe]").ClickAsync();
        await page.FillAsync("#recipe-title", "My recipe");
        await page.Locator(".save button[type=submit]").ClickAsync();
        await page.GetByText("Saved as My recipe").WaitForAsync();
        Ids["recipe"] = await IdAsync("SELECT Id FROM Recipes");
        await page.GetByText("Share live").ClickAsync();
        await page.UntilAddressAsync(url => url.Contains("/rooms/", StringComparison.Ordinal));
        Ids["room"] = page.Url.Split('/')[^1];
        await visitor.OpenAsync("/gallery");
        await page.GetByText("New board").ClickAsync();
        await page.FillAsync("[aria-label='Name of the board']", "My board");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-board]").WaitForAsync();
        await SendAsync("member", Concept, "#comment-text", ("Input.Text", "Well done."));
        await SendAsync("member", Concept, "[name='Input.Stars']", ("Input.Stars", "4"), ("Input.Text", "Good."));
        await SendAsync("member", $"/report/concept/{Ids["concept"]}", "[name='Input.Reason']", ("Input.Reason", "Spam"), ("Input.Text", "Look."));
    }

    private async Task ModerateAsync()
    {
        await SendAsync("moderator", $"/moderation?item={Ids["concept"]}", "[name=decision][value=lock]", ("decision", "lock"), ("field", "Rating"), ("code", "WrongRating"), ("points", "3"), ("reason", "Because."));
        await SendAsync("moderator", $"/moderation?item={Ids["concept"]}", "[name=decision][value=lock]", ("kind", "Collection"), ("id", Ids["hidden"]), ("decision", "hide"), ("points", "0"), ("reason", "Because."));
        await SendAsync("moderator", "/moderation/blocks", "#block-hash", ("hash", new string('a', 64)), ("title", "Something"), ("reason", "Because."), ("note", "Seen elsewhere."));
        Ids["block"] = await IdAsync("SELECT Id FROM ContentBlocks");
        await SendAsync("owner", $"/account/decisions?appeal={await IdAsync("SELECT Id FROM Decisions WHERE Action = 'Lock'")}", "[name='Input.Text']", ("Input.Text", "It is right as it was."));
        await SendAsync("administrator", "/moderation/members/olga", "[name=act][value=void]", ("act", "void"), ("reason", "A mistake."));
        await IdAsync("UPDATE Jobs SET State = 'Failed', FailureCode = 'fault' RETURNING Id"); // so that its sentence is shown too
    }

    // Fills in a form and sends it, as a press would, without drawing the page.
    private async Task SendAsync(string actor, string path, string field, params (string Name, string Value)[] values)
    {
        var answer = await Of(actor).EvaluateAsync<string>(
            """
            async ([path, field, names, values]) => {
                const opened = await fetch(path), page = new DOMParser().parseFromString(await opened.text(), 'text/html');
                const form = page.querySelector(field)?.form;
                if (!form) return `no form with ${field}`;
                const data = new URLSearchParams(new FormData(form));
                names.forEach((name, i) => data.set(name, values[i]));
                const action = form.getAttribute('action');
                return `${(await fetch(action ? new URL(action, document.baseURI) : opened.url, { method: 'post', body: data })).status}`;
            }
            """, new object[] { path, field, values.Select(it => it.Name).ToArray(), values.Select(it => it.Value).ToArray() });
        Assert.True(answer == "200", $"{actor} sent {path}: {answer}");
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var database = new SqliteConnection($"Data Source={Path.Combine(process.State, "hub.db")};Default Timeout=30;Pooling=False");
        await database.OpenAsync(Token);
        return database;
    }

    private async Task<string> IdAsync(string sql)
    {
        await using var database = await OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture)?.ToLowerInvariant() ?? throw new InvalidOperationException($"Nothing answers {sql}.");
    }
}
