using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>What members do wrong is told to them in words, and nothing half stays.</summary>
[Collection(nameof(Pages))]
public sealed class BadInputTests(OpenSite site)
{
    [Fact]
    public async Task Bad_pictures_are_named_with_their_reasons_and_good_ones_stay()
    {
        var visitor = await site.SignUpAsync("gita");
        await visitor.StartDraftAsync();

        await UploadAsync(visitor,
        [
            .. Files.Good(2),
            Files.Named("notes.png", "Dear hub, this is no picture."u8.ToArray()),
            Files.Named("empty.png", []),
            Files.Named("bomb.png", Files.Claiming(30_000)),
            Files.Named("speck.png", Files.Claiming(8)),
            Files.Named("moving.png", Files.Animated()),
            Files.Named("half.png", Files.Cut()),
            Files.Named("huge.png", new byte[10 * 1024 * 1024 + 1]),
        ]);

        Assert.Equal(
            [
                "notes.png is no picture in PNG, JPEG or WebP format.",
                "empty.png is empty.",
                "bomb.png is 30000 x 30000 pixels; at most 8192 on a side and 40 megapixels are accepted.",
                "speck.png is 8 x 8 pixels; at least 64 on each side are needed.",
                "moving.png is animated; please give a still picture.",
                "half.png is cut off: the end of the file is missing.",
                "huge.png is larger than 10 MB.",
            ],
            await visitor.Page.Locator("main .hub-note li").AllInnerTextsAsync());
        await visitor.ReloadAsync();
        await visitor.Page.GetByText("1 more needed.").WaitForAsync();
        Assert.Equal(2, await visitor.Page.Locator("main figure").CountAsync());
        Assert.True(await visitor.Page.GetByText("Next: words").IsDisabledAsync());
        Assert.Empty(Directory.GetFiles(Path.Combine(site.Process.State, "blobs", "incoming")));
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Thirty_first_picture_is_left_out_and_words_must_be_free()
    {
        var visitor = await site.SignUpAsync("hugo");
        await visitor.StartDraftAsync();
        await UploadAsync(visitor, [.. Files.Good(31)]);
        var problem = Assert.Single(await visitor.Page.Locator("main .hub-note li").AllInnerTextsAsync());
        await visitor.Page.GetByText("Next: words").ClickAsync();
        await visitor.Page.FillAsync("#class", "person");
        var start = visitor.Page.GetByText("Start training");

        await visitor.Page.FillAsync("#trigger", "2x");
        await visitor.Page.GetByText("A trigger word begins with a letter").WaitForAsync();
        Assert.True(await start.IsDisabledAsync());
        await visitor.Page.FillAsync("#trigger", await SeedTriggerAsync(visitor.Page));
        await visitor.Page.GetByText("is taken.").WaitForAsync();

        Assert.Equal("good-30.png was left out: a training takes at most 30 pictures.", problem);
        Assert.True(await start.IsDisabledAsync());
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Bad_prompt_or_setting_is_refused_beside_the_button()
    {
        var visitor = await site.SignUpAsync("ida");
        (string Query, string Sentence)[] refusals =
        [
            ("", "Please write a prompt."),
            ("p=a+house&size=100x100", "must be multiples of"),
            ("p=a+house&sampler=magic", "There is no scheduler 'magic'"),
            ("p=a+house&over=" + new string('a', 64), "The start picture is not there any more."),
        ];

        foreach (var (query, sentence) in refusals)
        {
            await visitor.OpenAsync("/compose?" + query);
            await visitor.GenerateAsync();
            await RefusedAsync(visitor, sentence);
        }

        // The box takes no more than 600 from people; a program may send more.
        await visitor.Page.Locator("#prompt").EvaluateAsync("box => { box.value = 'a '.repeat(350) + 'a'; box.dispatchEvent(new Event('input', { bubbles: true })); }");
        await visitor.Page.GetByText("701 / 600").WaitForAsync();
        await visitor.GenerateAsync();
        await RefusedAsync(visitor, "The prompt has 701 characters; 600 is the most.");
    }

    [Fact]
    public async Task Unknown_words_are_told_before_and_after_drawing()
    {
        var visitor = await site.SignUpAsync("jan");
        await visitor.OpenAsync("/compose?p=a+photo+of+a+zorblax&steps=4");
        await visitor.Page.GetByText("The model has never seen: zorblax. These words do little.").WaitForAsync();

        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();

        await visitor.Page.GetByText("These words did little.").WaitForAsync();
    }

    private static async Task RefusedAsync(Visitor visitor, string sentence)
    {
        await visitor.Page.Locator("#stage [role=alert]", new PageLocatorOptions { HasText = sentence }).WaitForAsync();
        Assert.Equal(1, await visitor.Page.Locator("[data-state=Empty]").CountAsync());
    }

    private static async Task UploadAsync(Visitor visitor, FilePayload[] files)
    {
        await visitor.Page.ChooseFilesAsync("#pictures", files);
        await visitor.Page.Locator(".zone.busy").WaitForAsync();
        await visitor.Page.Locator(".zone:not(.busy)").WaitForAsync(new LocatorWaitForOptions { Timeout = 120_000 });
    }

    private static Task<string> SeedTriggerAsync(IPage page) => page.EvaluateAsync<string>(
        """
        async () => {
            const read = async path => new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
            const concept = (await read('/u/concepthub')).querySelector('a.through').getAttribute('href');
            return (await read(concept)).querySelector('.trigger code').textContent.trim().split(' ')[0].slice(1, -1);
        }
        """);
}
