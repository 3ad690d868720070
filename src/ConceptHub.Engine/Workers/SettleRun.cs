using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Makes the concepts of a recipe quiet on each other. A minute or two, so that an interrupted one begins anew; pictures are drawn in between.</summary>
internal sealed class SettleRun(DeviceThread device, IBlobStore blobs, TimeProvider clock)
{
    private const int Parts = 100;   // that progress is told in
    private readonly AdapterReader _adapters = new(blobs);

    public async Task<JobEvent> RunAsync(SettleRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        tell(new JobEvent.Progress(request.Ticket, 0, Parts, JobPhase.Preparing, null));
        var model = (await device.Device).Model;
        var adapters = new List<ConceptAdapter>(request.Recipe.Count);
        foreach (var part in request.Recipe) adapters.Add(await _adapters.ReadWholeAsync(part, model, cancellation));

        var left = new TimeLeft(clock);
        var settled = await device.RunAsync(it => it.Settle(adapters, AfterPass, cancellation));
        tell(new JobEvent.Progress(request.Ticket, Parts, Parts, JobPhase.Saving, 0));
        var made = new List<SettledAdapter>(adapters.Count);
        foreach (var (part, adapter) in request.Recipe.Zip(settled.Adapters))
            made.Add(new SettledAdapter(part.ConceptId, await StoreAsync(adapter, model, cancellation)));
        return new JobEvent.RecipeSettled(request.Ticket, made, new SettledCrosstalk(settled.Before, settled.After));

        void AfterPass(double share)
        {
            var step = (int)(share * Parts);
            tell(new JobEvent.Progress(request.Ticket, step, Parts, JobPhase.Settling, left.After(step, Parts)));
            device.LetOthers();
        }
    }

    private async Task<string> StoreAsync(ConceptAdapter adapter, DeviceModel model, CancellationToken cancellation)
    {
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, adapter, model.Plan, model.Codebook);
        file.Position = 0;
        return await blobs.PutAsync(file, cancellation);
    }
}
