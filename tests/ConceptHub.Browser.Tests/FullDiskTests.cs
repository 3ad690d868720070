using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A site whose disk fills up: a real small disk, no pretence.</summary>
[Collection(nameof(LongJobs))]
public sealed class FullDiskTests(OpenSite open)
{
    private const string Words = "The server's disk is full";

    [Fact]
    public async Task Full_disk_is_told_everywhere_and_all_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(SmallDisk.IsPossible, "This machine does not let its users mount disks of their own.");
        await using var site = await SiteProcess.StartAsync(new SmallDisk(64));
        var visitor = await open.VisitAsync(site);
        await visitor.SignUpAsync("lena");
        await visitor.StartDraftAsync();
        var files = Directory.GetFiles(Path.Combine(site.State, "blobs"), "*", SearchOption.AllDirectories).Length;

        var filler = SmallDisk.Fill(site.State);
        await visitor.Page.ChooseFilesAsync("#pictures", Files.Good(1));
        await visitor.Page.Locator("main .hub-note li", new PageLocatorOptions { HasText = Words }).WaitForAsync();
        Assert.Equal(files, Directory.GetFiles(Path.Combine(site.State, "blobs"), "*", SearchOption.AllDirectories).Length);
        var draft = visitor.Page.Url;
        await visitor.OpenAsync("/compose?p=a+house&steps=4");
        await visitor.GenerateAsync();
        await visitor.Page.Locator("#stage", new PageLocatorOptions { HasText = Words }).WaitForAsync();

        File.Delete(filler);
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await visitor.OpenAsync(draft);
        await visitor.Page.ChooseFilesAsync("#pictures", Files.Good(3));
        await visitor.Page.GetByText("3 pictures").First.WaitForAsync();
        Assert.Empty(visitor.Faults);
    }
}
