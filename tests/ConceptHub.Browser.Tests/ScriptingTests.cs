using System.Collections.Concurrent;
using ConceptHub.Web.Tests.Security;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Every text that is stored holds markup, and every page is opened where it would run: nothing runs, nothing is fetched, and the Content-Security-Policy has nothing to stop.</summary>
[Collection(nameof(Pages))]
public sealed class ScriptingTests(OpenSite site)
{
    // In every frame, before anything of the page.
    private const string Traps =
        """
        window.ran = [];
        for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.ran.push(name); fetch('/xss-beacon'); };
        document.addEventListener('securitypolicyviolation', stopped => window.ran.push(`stopped ${stopped.effectiveDirective} ${stopped.blockedURI} ${stopped.sample}`));
        """;

    // What a page shows of the texts, in fields too.
    private const string Shows = "() => document.body.innerHTML.includes('alert(1)') || [...document.querySelectorAll('input, textarea')].some(field => field.value.includes('alert(1)'))";

    // What became markup, even where it did not run; addresses as the browser reads them.
    private const string Became =
        """
        mark => {
            const all = [...document.querySelectorAll('*')], script = /^(javascript|data|vbscript):/i;
            const leads = it => [it.href, it.action, it.formAction, it.getAttribute('xlink:href')].map(to => to?.baseVal ?? to).some(to => typeof to === 'string' && script.test(to.replace(/[\s\u0000-\u001f]/g, '')));
            return [...window.ran, ...all.filter(it => it.id === mark || leads(it) || [...it.attributes].some(a => /^on/i.test(a.name))).map(it => it.outerHTML.slice(0, 200))];
        }
        """;

    // They make words of their own of what is stored.
    private static readonly string[] Wordless = ["/account/devices", "/moderation/dashboard"];

    private readonly ConcurrentQueue<string> _wrong = [];

    [Fact]
    public async Task Stored_markup_stays_words_in_a_browser()
    {
        await using var process = await SiteProcess.StartAsync(null, "--Hub:Limits:write=10000");
        var hub = new FullSite(process, () => site.VisitAsync(process));
        await hub.FillAsync();
        await hub.WriteOverAsync();
        foreach (var page in hub.Pages) await WatchAsync(page);

        var silent = new List<string>();
        foreach (var (actor, address) in Pages(hub.Ids))
        {
            var page = hub.Of(actor);
            if (await Visitor.OpenAnyAsync(page, address) is not 200 and var status) _wrong.Enqueue($"{actor} at {address} is answered {status}");
            if (!Wordless.Contains(address) && !await ShowsAsync(page)) silent.Add(address);
            foreach (var became in await page.EvaluateAsync<string[]>(Became, StoredTexts.Mark)) _wrong.Enqueue($"{actor} at {address}: {became}");
        }

        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Take(40)));
        Assert.True(silent.Count == 0, $"Nothing of it was shown by {string.Join(", ", silent)}."); // or nothing was tried
    }

    private async Task WatchAsync(IPage page)
    {
        await page.Context.AddInitScriptAsync(Traps);
        page.Request += (_, request) =>
        {
            if (request.Url.Contains(StoredTexts.Beacon, StringComparison.Ordinal)) _wrong.Enqueue($"{page.Url}: {request.ResourceType} asked for {StoredTexts.Beacon}");
        };
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) _wrong.Enqueue($"{page.Url}: {said.Text}");
        };
    }

    // What an interactive page looks up comes a moment after the page.
    private static async Task<bool> ShowsAsync(IPage page)
    {
        try
        {
            await page.WaitForFunctionAsync(Shows, null, new PageWaitForFunctionOptions { Timeout = 10_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Actor, string Address)> Pages(IReadOnlyDictionary<string, string> ids)
    {
        var concept = $"/concepts/{ids["concept"]}";
        (string, string[])[] all =
        [
            ("anonymous", ["/", $"{concept}/mira", $"{concept}/mira/versions/1/file", "/u/olga", "/u/milan", $"/pictures/{ids["picture"]}", $"/pictures/{ids["picture"]}/with/{ids["other"]}", "/recipes", $"/recipes/{ids["recipe"]}", $"/collections/{ids["collection"]}"]),
            ("owner", [$"{concept}/mira", $"{concept}/edit", "/collections", $"/collections/{ids["collection"]}/edit", "/notices", "/account/manage", "/account/devices", "/account/decisions", "/?q=mira", $"/searches/{ids["search"]}/edit", "/train", $"/train/{ids["draft"]}"]),
            ("member", [$"/compose?add={ids["concept"]}", $"/compose?job={ids["job"]}", "/gallery", "/jobs", $"/collections/{ids["hidden"]}", "/notices", $"/recipes/{ids["recipe"]}/edit", $"/report/concept/{ids["concept"]}", $"/rooms/{ids["room"]}"]),
            ("moderator", ["/moderation", $"/moderation?item={ids["concept"]}", "/moderation?show=closed", "/moderation?show=audit", "/moderation?show=appeals", "/moderation/blocks", $"/moderation/blocks?concept={ids["concept"]}", $"/moderation/blocks/{ids["block"]}", "/moderation/dashboard", "/moderation/members/olga", $"{concept}/mira"]),
            ("administrator", ["/admin", "/moderation?show=appeals"]),
        ];
        return from it in all from address in it.Item2 select (it.Item1, address);
    }
}
