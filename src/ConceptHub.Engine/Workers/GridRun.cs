namespace ConceptHub.Engine;

/// <summary>Draws the cells of a grid one after another; the previews are the sheet as it fills. From cell to cell only the blocks that differ are merged anew.</summary>
internal sealed class GridRun(GenerateRun drawing, IBlobStore blobs, WorkerOptions options, TimeProvider clock)
{
    public async Task<JobEvent> RunAsync(GridRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        var (cells, first) = (request.Cells, request.Cells[0]);
        var watch = new DrawingWatch(request.Ticket, cells.Sum(cell => cell.Steps), options, clock, tell);
        watch.Prepare();
        using var sheet = new ContactSheet(request.Columns, request.Rows, first.WidthPixels, first.HeightPixels);
        var made = new List<string>(cells.Count);
        var unknown = new List<string>();
        var before = 0;
        foreach (var (place, cell) in cells.Index())
        {
            var waiting = cells.Skip(place + 1).Sum(later => later.Steps);
            var taken = 0;
            var drawn = await DrawAsync(place, cell, waiting);
            before += taken;
            sheet.Show(place, drawn.Pictures[0]);
            unknown.AddRange(drawn.UnknownWords);
            made.AddRange(await drawing.StoreAsync(drawn.Pictures, cancellation));

            Task<DrawnPictures> DrawAsync(int place, GenerateRequest cell, int waiting) => drawing.DrawAsync(cell, half =>
            {
                taken = half.Of;
                // Over a start picture fewer steps are taken than asked for, in the cells to come as well.
                watch.OnStep(before + half.Step, before + half.Of + waiting * half.Of / cell.Steps, () =>
                {
                    sheet.Show(place, half.Preview());
                    var frame = sheet.Preview();   // now: the next picture is drawn into the same sheet
                    return () => frame;
                });
            }, cancellation);
        }

        watch.Save();
        var whole = await blobs.PutAsync(new MemoryStream(sheet.Png(), writable: false), cancellation);
        return new JobEvent.PictureMade(request.Ticket, whole, [.. unknown.Distinct()]) { FurtherBlobs = made };
    }
}
