using System.IO.Compression;
using System.Net;
using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Recipes;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Recipes;

public sealed class RecipeExportTests(LiveHub hub) : IClassFixture<LiveHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Member_downloads_the_recipe_with_a_receipt_that_names_licences_and_terms()
    {
        await hub.ModelAsync();
        var member = await hub.MemberAsync("Loader1");
        var (id, _) = await hub.RecipeAsync("Maker1", "Ada & Tin", ("Ada", 0.5f), ("Tin", 1));

        var answer = await member.Client.GetAsync(RecipeAddress.Export(id, ExportFormat.Kohya), Token);

        Assert.Equal((HttpStatusCode.OK, "application/zip", "ada-tin-kohya.zip"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.FileName));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(answer.Content.Headers.ContentLength, (await answer.Content.ReadAsByteArrayAsync(Token)).Length);
        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync(Token));
        using var weights = new MemoryStream();
        using (var entry = archive.GetEntry("ada-tin.safetensors")!.Open()) entry.CopyTo(weights);
        weights.Position = 0;
        Assert.Equal(SeedFolders.Plan.Layers.Count, LoraFile.Read(weights, hub.Device.Model.Fit.Targets).Modules.Count);
        using var receipt = JsonDocument.Parse(archive.GetEntry("receipt.json")!.Open());
        Assert.Equal($"http://localhost/{RecipeAddress.Of(id)}", receipt.RootElement.GetProperty("recipe").GetString());
        Assert.Equal("Loader1", receipt.RootElement.GetProperty("exportedBy").GetString());
        Assert.All(receipt.RootElement.GetProperty("concepts").EnumerateArray(), concept => Assert.StartsWith("others may use it without naming", concept.GetProperty("licence").GetString()));
        Assert.Contains("You may not sell the merged file, because of Ada Lark by concepthub, Tin Robot by concepthub.", receipt.RootElement.GetProperty("terms").EnumerateArray().Select(term => term.GetString()));
    }

    [Fact]
    public async Task What_stands_in_the_composer_is_exported_without_being_saved()
    {
        await hub.ModelAsync();
        var member = await hub.MemberAsync("Loader2");
        var entry = new RecipeEntry((await hub.ConceptAsync("Ada")).Card.Id, 1, 0.5f);

        var answer = await member.Client.GetAsync(RecipeAddress.Export([entry], ExportFormat.Peft), Token);
        var nothing = await member.GetAsync(RecipeAddress.Export([entry with { Enabled = false }], ExportFormat.Peft));

        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync(Token));
        Assert.Equal(["adapter_model.safetensors", "adapter_config.json", "embeddings/ada.safetensors", "receipt.json", "receipt.txt"], archive.Entries.Select(it => it.FullName));
        Assert.Equal(HttpStatusCode.Conflict, nothing.Status);
        Assert.Contains("no concept that is switched on", nothing.Text);
    }

    [Fact]
    public async Task Visitors_sign_in_first_and_strangers_get_nothing_private_or_hidden()
    {
        await hub.ModelAsync();
        var member = await hub.MemberAsync("Loader3");
        var (open, _) = await hub.RecipeAsync("Maker3", "Open", ("Blueprint", 1));
        var (secret, _) = await hub.RecipeAsync("Maker4", "Secret", RecipeVisibility.Private, ("Ada", 1));

        var visitor = await hub.Visitor().GetAsync(RecipeAddress.Export(open, ExportFormat.Kohya));
        var stranger = await member.GetAsync(RecipeAddress.Export(secret, ExportFormat.Kohya));
        var unknown = await member.GetAsync($"/recipes/{open}/export/zip");
        var model = await member.GetAsync(RecipeAddress.Export(open, ExportFormat.Model));
        var target = new ModerationTarget(TargetKind.Concept, (await hub.ConceptAsync("Blueprint")).Card.Id);
        await hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, target, "Shows a trademark.", Token);
        var hidden = await member.GetAsync(RecipeAddress.Export(open, ExportFormat.Kohya));

        Assert.StartsWith("/account/sign-in?to=", visitor.Path);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (stranger.Status, unknown.Status));
        Assert.Equal(HttpStatusCode.Conflict, model.Status);   // this device has no files to make a model of
        Assert.Equal(HttpStatusCode.Conflict, hidden.Status);
        Assert.Contains("is hidden by a moderator", hidden.Text);
    }
}
