using SkiaSharp;

namespace ConceptHub.Engine.Tests;

public sealed class GridJobTests
{
    [Fact]
    public async Task Grid_is_drawn_cell_by_cell_into_one_sheet_that_the_previews_show()
    {
        await using var bench = new Bench();
        var steps = 0;
        bench.Device.BeforeStep = _ => bench.UntilTold<JobEvent.Preview>(steps++);

        var happened = await bench.RunAsync(Grid(bench, ["seed 1", "seed 2"], ["4 steps", "6 steps"], 4, 4, 6, 6));

        var made = Assert.IsType<JobEvent.PictureMade>(happened[^1]);
        Assert.Equal(4, made.FurtherBlobs.Count);
        Assert.All(made.FurtherBlobs, blob => Assert.Equal((32, 32), SizeOf(bench.Blobs[blob])));
        var (width, height) = SizeOf(bench.Blobs[made.Blob]);
        Assert.True(width > 64 && height > 64, $"{width} × {height} has no room for four pictures and their labels.");
        var told = happened.OfType<JobEvent.Progress>().Where(it => it.Phase == JobPhase.Denoising).ToList();
        Assert.All(told, it => Assert.Equal(20, it.Of));
        Assert.Equal(told.Select(it => it.Step).Order(), told.Select(it => it.Step));
        var frames = happened.OfType<JobEvent.Preview>().Select(it => it.Frame).ToList();
        Assert.Equal(19, frames.Count);   // the last one is the sheet itself
        Assert.All(frames, frame => Assert.Equal((width, height), SizeOf(frame)));
    }

    [Fact]
    public async Task Cell_that_cannot_be_drawn_ends_the_grid_with_its_reason_and_without_a_sheet()
    {
        await using var bench = new Bench();
        var grid = Grid(bench, ["a", "b"], [""], 4, 4);
        grid = grid with { Cells = [grid.Cells[0], grid.Cells[1] with { Prompt = "" }] };

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(grid))[^1]);

        Assert.Equal(FailureCode.BadPrompt, failed.Code);
    }

    [Fact]
    public void Pictures_lie_where_their_labels_say_and_labels_are_written()
    {
        using var sheet = new ContactSheet(["one", "two"], ["", ""], 64, 48);
        using var plain = new ContactSheet(["", ""], ["", ""], 64, 48);
        for (var cell = 0; cell < 4; cell++) sheet.Show(cell, FakeDevice.Grey(64, 48, (byte)(40 + 20 * cell)));

        using var drawn = SKBitmap.Decode(sheet.Png());
        using var bare = SKBitmap.Decode(plain.Png());

        Assert.True(drawn.Height > bare.Height);
        var top = drawn.Height - bare.Height;
        Assert.Equal([40, 60, 80, 100], new[] { (20, 20), (90, 20), (20, 80), (90, 80) }.Select(at => (int)drawn.GetPixel(at.Item1, top + at.Item2).Red));
        Assert.Contains(Enumerable.Range(0, top * drawn.Width), i => drawn.GetPixel(i % drawn.Width, i / drawn.Width).Red < 80); // ink
    }

    [Fact]
    public void Long_labels_are_cut_and_large_grids_shrunk()
    {
        using var sheet = new ContactSheet([.. Enumerable.Repeat("a very long label that fits nowhere at all", 6)], ["a row with a long label as well", ""], 1024, 1024);

        var (width, height) = SizeOf(sheet.Png());

        Assert.InRange(width, 4096, 4096 + 1200);
        Assert.InRange(height, 1365, 1600);
    }

    private static GridRequest Grid(Bench bench, IReadOnlyList<string> columns, IReadOnlyList<string> rows, params int[] steps)
    {
        var picture = bench.Picture();
        return new GridRequest
        {
            Ticket = picture.Ticket,
            BaseModelHash = picture.BaseModelHash,
            Columns = columns,
            Rows = rows,
            Cells = [.. steps.Select((count, i) => picture with { Steps = count, Seed = i })],
        };
    }

    private static (int Width, int Height) SizeOf(byte[] picture)
    {
        using var bitmap = SKBitmap.Decode(picture);
        return (bitmap.Width, bitmap.Height);
    }
}
