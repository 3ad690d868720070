using System.Net;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Tests.Checkpoints;
using ConceptHub.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class ModelsPageTests(TestHub hub) : IClassFixture<TestHub>
{
    private ModelIntake Intake => hub.Services.GetRequiredService<ModelIntake>();

    [Fact]
    public async Task Member_who_is_no_administrator_is_refused_page_and_forms()
    {
        var member = await hub.MemberAsync("Curious");
        var manage = await member.GetAsync("/account/manage");
        var borrowed = manage.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out");

        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/models")).Status);
        foreach (var action in new[] { "add", "remove", "dismiss" })
        {
            borrowed.SetAttribute("action", $"/admin/models/{action}");
            Assert.Equal(HttpStatusCode.Forbidden, (await member.SendAsync(manage, borrowed, new() { ["Path"] = "/etc/passwd", ["model"] = "toyworld" })).Status);
        }

        var token = borrowed.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var upload = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(new byte[100]), "file", "model.safetensors" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await member.Client.PostAsync("/admin/models/upload", upload, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Model_from_the_server_is_checked_listed_with_its_plan_and_removed()
    {
        using var model = new RandomModelFolder(RandomModelFolder.First);
        var administrator = await hub.MemberAsync("Keeper", HubRoles.Administrator);

        var asked = await administrator.SubmitAsync("/admin/models", "Path", new() { ["Path"] = model.Folder, ["Name"] = "small-one" });
        await FinishedAsync();
        var listed = await administrator.GetAsync("/admin/models");
        var removed = await administrator.SubmitAsync("/admin/models", "model", new() { ["model"] = "small-one" });

        Assert.Contains("is being checked", asked.Text);
        var row = listed.Words("tbody tr");
        Assert.Contains("small-one", row);
        Assert.Contains("7 sites, 70 layers, 16 blocks", row);
        Assert.Contains("The model is deleted.", removed.Text);
        Assert.Empty(hub.Services.GetRequiredService<ModelStore>().All);
        var noted = await hub.Services.GetRequiredService<Audit>().FindAsync(Actor.Operator, new AuditQuery { Target = "Model small-one" }, TestContext.Current.CancellationToken);
        Assert.Equal(["remove model", "add model"], noted!.Lines.Select(line => line.Action));
    }

    [Fact]
    public async Task Uploaded_checkpoint_is_added_and_a_bad_one_says_why_until_dismissed()
    {
        using var model = new RandomModelFolder(RandomModelFolder.Second);
        var file = Path.Combine(model.Folder, "single.safetensors");
        SingleFileExport.Write(model.Folder, file, TestContext.Current.CancellationToken);
        var administrator = await hub.MemberAsync("Uploader", HubRoles.Administrator);

        await UploadAsync(administrator, "Fine Model.safetensors", await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), Path.Combine(model.Folder, "tokenizer"));
        await UploadAsync(administrator, "bad.ckpt", [0x80, 2, (byte)'}', (byte)'q', .. new byte[40]], null);
        await FinishedAsync();
        var listed = await administrator.GetAsync("/admin/models");
        var dismissed = await administrator.SubmitAsync("/admin/models", "wish", new() { ["wish"] = Intake.Open.Single().Id.ToString() });

        Assert.Contains("fine-model", listed.Words("tbody tr"));
        Assert.Contains("bad was not added.", listed.Text);
        Assert.Contains("pickle", listed.Text);
        Assert.DoesNotContain("was not added", dismissed.Text);
        Assert.Empty(Directory.EnumerateFiles(hub.Services.GetRequiredService<HubHome>().Uploads));
        hub.Services.GetRequiredService<ModelStore>().Remove("fine-model");
    }

    [Theory]
    [InlineData("/no/such/file.safetensors")]
    [InlineData("")]
    public async Task Path_that_is_not_there_is_told(string path)
    {
        var administrator = await hub.MemberAsync($"Lost{path.Length}", HubRoles.Administrator);

        var answer = await administrator.SubmitAsync("/admin/models", "Path", new() { ["Path"] = path });

        Assert.Contains("no such file or folder", answer.Text);
        Assert.Empty(Intake.Open);
    }

    private static async Task UploadAsync(Visitor visitor, string name, byte[] content, string? tokenizer)
    {
        var page = await visitor.GetAsync("/admin/models");
        var token = page.Page.QuerySelector("form[action='admin/models/upload'] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent(tokenizer ?? ""), "Tokenizer" },
            { new ByteArrayContent(content), "file", name },
        };
        var answer = await visitor.Client.PostAsync("/admin/models/upload", form, TestContext.Current.CancellationToken);
        Assert.Equal("/admin/models?said=adding", answer.Headers.Location?.ToString());
    }

    private async Task FinishedAsync()
    {
        for (var i = 0; i < 300 && Intake.IsBusy; i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(Intake.IsBusy);
    }
}
