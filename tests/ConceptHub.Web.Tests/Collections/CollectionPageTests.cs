using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Collections;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Concepts;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Collections;

public sealed class CollectionPageTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concept_is_put_into_a_new_collection_and_taken_takenon_its_own_page_withtakenscript()
    {
        var concept = await hub.ConceptAsync("Ada");
        var member = await hub.MemberAsync("Cleo");
        var page = "/" + ConceptAddress.Of(concept.Card);
        Assert.StartsWith("account/sign-in?to=", (await hub.Visitor().GetAsync(page)).Page.QuerySelectorAll("a").Single(a => a.TextContent == "Add to collection").GetAttribute("href"));

        var refused = await member.SubmitAsync(page, "NewName", new() { ["NewName"] = "x" });
        var made = await member.SubmitAsync(page, "NewName", new() { ["NewName"] = "Faces" });
        var taken = await PressAsync(member, made, "TakeFrom");
        var again = await PressAsync(member, taken, "PutInto");

        Assert.Contains("A name has 2 to 60 characters.", refused.Words("[data-collect]"));
        Assert.Equal("x", refused.Page.QuerySelector("[data-collect] [name=NewName]")!.GetAttribute("value"));
        Assert.Equal(("true", "In your collections"), (made.Page.QuerySelector("[data-collect] [aria-pressed]")!.GetAttribute("aria-pressed"), made.Words("[data-collect] summary")));
        Assert.Equal(("false", "Add to collection"), (taken.Page.QuerySelector("[data-collect] [aria-pressed]")!.GetAttribute("aria-pressed"), taken.Words("[data-collect] summary")));
        Assert.True(again.Page.QuerySelector("[data-collect]")!.HasAttribute("open"));
        var mine = await member.GetAsync("/collections");
        Assert.Equal(["Faces"], mine.All(".tile h2"));
        Assert.Contains("1 concept", mine.Words(".tile"));
        Assert.Equal("Private", mine.Words(".tile .mark"));
        Assert.Equal("/account/sign-in?to=%2Fcollections", (await hub.Visitor().GetAsync("/collections")).Path);
    }

    [Fact]
    public async Task Guest_sees_a_public_collection_and_finds_it_from_its_maker_and_its_concepts()
    {
        await hub.MemberAsync("Dora");
        var (ada, tin) = (await hub.ConceptAsync("Ada"), await hub.ConceptAsync("Tin"));
        var id = await CollectAsync("Dora", "Best of *all*", RecipeVisibility.Public, tin, ada);

        var page = await hub.Visitor().GetAsync($"/collections/{id}");

        Assert.Equal(($"/collections/{id}/best-of-all", "Best of *all*"), (page.Path, page.Words("h1")));
        Assert.Equal(["Tin Robot", "Ada Lark"], page.All(".tile h2"));
        Assert.Contains("by Dora · 2 concepts · changed", page.Words("header.top"));
        Assert.Equal("look", page.Words("header .markdown strong"));
        Assert.Null(page.Page.QuerySelector("meta[name=robots]"));
        Assert.Null(page.Page.QuerySelector($"a[href='{CollectionAddress.Edit(id)}']"));
        var compose = page.Page.QuerySelectorAll("a").Single(a => a.TextContent.Contains("Use in the composer")).GetAttribute("href")!;
        Assert.Equal([tin.Card.Id, ada.Card.Id], ComposeAddress.Read(new Uri(new Uri("http://hub"), compose)).State.Recipe.Select(entry => entry.ConceptId));
        Assert.Contains("Best of *all*", (await hub.Visitor().GetAsync("/u/Dora")).Words("#collections"));
        var concept = await hub.Visitor().GetAsync("/" + ConceptAddress.Of(ada.Card));
        Assert.Contains("public collection", concept.Words("#in-collections"));
        Assert.NotNull(concept.Page.QuerySelector($"a[href='collections/{id}/best-of-all']"));
    }

    [Fact]
    public async Task Unlisted_opens_by_its_link_alone_and_private_for_nobody_else()
    {
        var owner = await hub.MemberAsync("Edna");
        var blue = await hub.ConceptAsync("Blueprint");
        var (unlisted, secret) = (await CollectAsync("Edna", "By link", RecipeVisibility.Unlisted, blue), await CollectAsync("Edna", "Secret", RecipeVisibility.Private, blue));

        var opened = await hub.Visitor().GetAsync($"/collections/{unlisted}");

        Assert.Equal((HttpStatusCode.OK, "noindex"), (opened.Status, opened.Page.QuerySelector("meta[name=robots]")!.GetAttribute("content")));
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync($"/collections/{secret}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/collections/{secret}")).Status);
        Assert.DoesNotContain("By link", (await hub.Visitor().GetAsync("/u/Edna")).Text);
        Assert.DoesNotContain("By link", (await hub.Visitor().GetAsync("/" + ConceptAddress.Of(blue.Card))).Text);
        Assert.Contains("not yours to edit", (await (await hub.MemberAsync("Edgar")).GetAsync($"/collections/{unlisted}/edit")).Text);
    }

    [Fact]
    public async Task Hidden_concept_is_named_to_the_owner_alone()
    {
        var owner = await hub.MemberAsync("Fay");
        var (ada, tin) = (await hub.ConceptAsync("Ada"), await hub.ConceptAsync("Tin"));
        var id = await CollectAsync("Fay", "Both", RecipeVisibility.Public, ada, tin);
        var moderation = hub.Services.GetRequiredService<Catalog.Moderation>();
        var target = new ModerationTarget(TargetKind.Concept, tin.Card.Id);
        await moderation.HideAsync(Actor.Operator, target, "Shows a trademark.", Token);

        var (seen, own, desk) = (await hub.Visitor().GetAsync($"/collections/{id}"), await owner.GetAsync($"/collections/{id}"), await owner.GetAsync($"/collections/{id}/edit"));

        await moderation.RestoreAsync(Actor.Operator, target, "It does not.", Token);
        Assert.Equal(["Ada Lark"], seen.All(".tile h2"));
        Assert.DoesNotContain("Tin Robot", seen.Text);
        Assert.Contains("Others do not see what is gone: Tin Robot (hidden by a moderator).", own.Words(".lost"));
        Assert.Contains("Hidden by a moderator", desk.All("[data-row]")[1]);
    }

    [Fact]
    public async Task Reported_collection_is_hidden_and_its_owner_reads_why()
    {
        var owner = await hub.MemberAsync("Gisa");
        var id = await CollectAsync("Gisa", "Advertising", RecipeVisibility.Public);
        var (reporter, moderator) = (await hub.MemberAsync("Gustav"), await hub.MemberAsync("Gerda", HubRoles.Moderator));

        var form = await reporter.GetAsync($"/report/collection/{id}");
        var thanks = await reporter.SubmitAsync($"/report/collection/{id}", "Input.Text", new() { ["Input.Reason"] = "Spam", ["Input.Text"] = "Buy this." });
        var queue = await moderator.GetAsync("/moderation");
        await moderator.SubmitAsync("/moderation", "reason", new() { ["reason"] = "It is advertising.", ["decision"] = "hide" });

        Assert.Equal(("Report this collection", "Thank you"), (form.Words("h1"), thanks.Words("h1")));
        Assert.Equal($"collections/{id}", queue.Page.QuerySelector("article h2 a")!.GetAttribute("href"));
        Assert.Contains("Collection by Gisa", queue.Words("article"));
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync($"/collections/{id}")).Status);
        Assert.Contains("It is advertising.", (await owner.GetAsync($"/collections/{id}")).Text);
    }

    [Fact]
    public async Task Suspended_member_is_told_so()
    {
        var member = await hub.MemberAsync("Hugo");
        await hub.SuspendAsync("Hugo");

        Assert.Contains("Your account is suspended", (await member.SubmitAsync("/collections", "NewName", new() { ["NewName"] = "Not now" })).Words("[role=alert]"));
    }

    private static Task<Answer> PressAsync(Visitor visitor, Answer opened, string name)
    {
        var button = opened.Page.QuerySelector($"button[name={name}]")!;
        return visitor.SendAsync(opened, (IHtmlFormElement)button.Closest("form")!, new() { [name] = button.GetAttribute("value")! });
    }

    private async Task<Guid> CollectAsync(string owner, string name, RecipeVisibility visibility, params ConceptDetails[] concepts)
    {
        var actor = await hub.ActorOfAsync(owner);
        var editing = hub.Services.GetRequiredService<CollectionEditing>();
        var id = Assert.IsType<CreateCollectionResult.Created>(await editing.CreateAsync(actor, new CollectionWords(name, "A **look**.", visibility), null, Token)).Id;
        foreach (var concept in concepts) await editing.AddAsync(actor, id, concept.Card.Id, Token);
        return id;
    }
}
