using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What a draft has that can be published: trained or distilled here, or brought ready.</summary>
internal sealed record MadeAdapter
{
    public required InstalledModel Model { get; init; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public required string Blob { get; init; }
    public required int ConceptNumber { get; init; }

    /// <summary>Under which the number is held.</summary>
    public required string SlotKey { get; init; }
    public required TrainingSummary? Training { get; init; }

    /// <summary>Blobs of what may be shown, oldest first.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>What it was trained from.</summary>
    public required IReadOnlyList<CaptionedPicture> Pictures { get; init; }

    /// <returns>Null when nothing is finished yet.</returns>
    public static async Task<MadeAdapter?> OfAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation)
    {
        if (draft.State != DraftState.Trained) return null;
        if (draft.Adapter is { } brought) return Of(draft, brought);

        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == draft.JobId, cancellation);
        if (job is not { Order: TrainingOrder order, Outcome: AdapterTrained adapter }) return null;
        return new MadeAdapter
        {
            Model = order.Model,
            Kind = order.Kind,
            TriggerWord = order.TriggerWord,
            ClassWord = order.ClassWord,
            Blob = adapter.AdapterBlob,
            ConceptNumber = adapter.ConceptNumber,
            SlotKey = JobDesk.Key(job.Id),
            Training = adapter.Training,
            Samples = await hub.JobSamples.Where(s => s.JobId == job.Id).OrderBy(s => s.Step).Select(s => s.Blob).ToListAsync(cancellation),
            Pictures = order.Pictures,
        };
    }

    private static MadeAdapter Of(TrainDraft draft, BroughtAdapter brought) => new()
    {
        Model = brought.Model,
        Kind = draft.Description.Kind,
        TriggerWord = ConceptWords.Trigger(draft.Description.TriggerWord),
        ClassWord = draft.Description.ClassWord,
        Blob = brought.Blob,
        ConceptNumber = brought.ConceptNumber,
        SlotKey = JobDesk.Key(draft.Id),
        Training = null, // what the file says of it, nobody here has seen
        Samples = [.. draft.Pictures.OrderBy(p => p.Place).Select(p => p.Blob)],
        Pictures = [],
    };
}
