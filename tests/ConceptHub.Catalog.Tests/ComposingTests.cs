using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class ComposingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Composition, string> BadCompositions => new()
    {
        { With(new PictureSettings { Prompt = "" }), "Please write a prompt." },
        { With(new PictureSettings { Prompt = "   " }), "Please write a prompt." },
        { With(new PictureSettings { Prompt = new string('a', 601) }), "The prompt has 601 characters; 600 is the most." },
        { With(new PictureSettings { Prompt = "a", NegativePrompt = new string('b', 700) }), "The negative prompt has 700 characters; 600 is the most." },
        { With(new PictureSettings { Prompt = "a", Steps = 0 }), "Steps go from 1 to 150, not 0." },
        { With(new PictureSettings { Prompt = "a", GuidanceScale = float.NaN }), "Guidance goes from 0 to 30, not NaN." },
        { With(new PictureSettings { Prompt = "a", Width = 1 << 20 }), "Sides go up to 4096 pixels; 1048576 × 128 cannot be drawn." },
        { With(new PictureSettings { Prompt = "a", ClipSkip = -1 }), "Clip skip is 0 or more, not -1." },
        { With(new PictureSettings { Prompt = "a", Variation = new PictureVariation(1, 1.5) }), "A seed is varied with a strength above 0 and up to 1, not 1.5." },
        { With(new PictureSettings { Prompt = "a", Start = new StartPicture(new string('a', 64), 0) }), "A start picture is drawn over with a strength above 0 and up to 1, not 0." },
        { With(new PictureSettings { Prompt = "a" }) with { Count = 17 }, "One job draws 1 to 16 pictures, not 17." },
    };

    [Theory]
    [MemberData(nameof(BadCompositions))]
    public async Task Bad_composition_is_refused_with_its_reason_and_leaves_no_job(Composition composition, string sentence)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");

        var result = await hub.Get<Composer>().SubmitAsync(ann, TestHub.Model, composition, Token);

        Assert.Equal([sentence], Assert.IsType<SubmitResult.Refused>(result).Problems);
        Assert.Empty(await hub.Get<Jobs>().MineAsync(ann, Token));
    }

    [Fact]
    public async Task Start_picture_may_be_an_upload_or_any_picture_one_may_see()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var upload = await UploadAsync(hub, ann);
        await hub.ComposeAsync(ann);
        var drawn = await hub.Get<FileBlobStore>().PutAsync(TestHub.Png(64, 64, 8), Token);
        await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, [drawn], Token); // public

        Assert.IsType<SubmitResult.Queued>(await OverAsync(hub, ann, upload));
        Assert.IsType<SubmitResult.Queued>(await OverAsync(hub, ben, drawn));
        Assert.Equal(["The start picture is not there any more. Please choose another one, or draw without."], Assert.IsType<SubmitResult.Refused>(await OverAsync(hub, ben, upload)).Problems);
        Assert.IsType<SubmitResult.Refused>(await OverAsync(hub, ann, "../../hub.db"));
    }

    [Fact]
    public async Task Bad_start_picture_is_refused_and_leaves_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");

        var result = await hub.Get<StartUploads>().AddAsync(ann, new UploadedFile("notes.txt", new MemoryStream("hello"u8.ToArray())), Token);

        Assert.Equal(new FileProblem("notes.txt", "is no picture in PNG, JPEG or WebP format."), Assert.IsType<StartUploadResult.Refused>(result).Problem);
        await using var database = hub.Database();
        Assert.False(await database.StartUploads.AnyAsync(Token));
        Assert.False(Directory.Exists(hub.Home.Blobs));
    }

    [Fact]
    public async Task Sweep_takes_only_start_pictures_that_nothing_was_drawn_over()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (used, unused) = (await UploadAsync(hub, ann, 1), await UploadAsync(hub, ann, 2));
        Assert.IsType<SubmitResult.Queued>(await OverAsync(hub, ann, used));
        hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time

        Assert.Equal(1, await hub.Get<BlobSweep>().RunAsync(Token));

        Assert.True(hub.Get<FileBlobStore>().Contains(used));
        Assert.IsType<SubmitResult.Refused>(await OverAsync(hub, ann, unused));
        await using var database = hub.Database();
        Assert.Equal([used], await database.StartUploads.Select(upload => upload.Blob).ToListAsync(Token));
    }

    private static Composition With(PictureSettings settings) => new() { Settings = settings };

    private static async Task<string> UploadAsync(TestHub hub, Actor actor, byte shade = 1)
    {
        var file = new UploadedFile("start.png", new MemoryStream(TestHub.Png(80, 80, shade)));
        return Assert.IsType<StartUploadResult.Kept>(await hub.Get<StartUploads>().AddAsync(actor, file, Token)).Blob;
    }

    private static Task<SubmitResult> OverAsync(TestHub hub, Actor actor, string blob) =>
        hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, With(new PictureSettings { Prompt = "a dog", Start = new StartPicture(blob, 0.5) }), Token);
}
