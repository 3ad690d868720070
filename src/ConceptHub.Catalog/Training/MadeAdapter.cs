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

    /// <summary>What is wrong with a choice of samples and strengths.</summary>
    public IEnumerable<string> Problems(IReadOnlyCollection<string> showcase, StrengthRange range)
    {
        if (range is not { Min: >= 0, Max: <= 2 } strength || !(strength.Min <= strength.Recommended && strength.Recommended <= strength.Max))
            yield return "Strengths go from 0 to 2, and the recommended one lies between the least and the most.";
        if (showcase.Count > Publishing.MostShowcasePictures) yield return $"At most {Publishing.MostShowcasePictures} pictures can be shown.";
        if (showcase.Except(Samples).Any()) yield return "Only samples of this training, or pictures of this draft, can be shown.";
    }

    /// <param name="source">The LoRA that it was distilled from, or null.</param>
    public async Task<ConceptVersion> VersionAsync(VersionRequest request, int number, BroughtLora? source, FileBlobStore blobs, DateTimeOffset now, CancellationToken cancellation) => new()
    {
        Number = number,
        AdapterBlob = Blob,
        AdapterBytes = blobs.LengthOf(Blob),
        ConceptNumber = ConceptNumber,
        BaseModelHash = Model.Hash,
        PlanHash = Model.PlanHash,
        Strength = request.Strength,
        Looks = Looks.Tidy(request.Looks),
        Training = Training,
        ContentHash = await ContentHashes.OfAsync(blobs, Blob, cancellation),
        SourceHash = source?.ContentHash,
        ValueHash = await ContentHashes.ValuesAsync(blobs, Blob, cancellation),
        SourceValueHash = source is null ? null : await ContentHashes.ValuesAsync(blobs, source.Blob, cancellation),
        ChangeNote = request.ChangeNote.Trim(),
        CreatedAt = now,
    };

    /// <summary>The chosen samples; without a choice the last ones, which are the best trained.</summary>
    public IReadOnlyList<string> Chosen(IReadOnlyList<string> showcase) => [.. (showcase.Count > 0 ? showcase : Samples.Reverse()).Distinct().Take(showcase.Count > 0 ? showcase.Count : Publishing.UsualShowcasePictures)];

    /// <summary>What must not be blocked of it.</summary>
    public BlockedContent.AskedContent Asked(BroughtLora? source, IReadOnlyList<string> shown) => new(source, Blob, [.. Pictures.Select(picture => picture.Blob)], shown);

    public IEnumerable<ConceptPicture> Showcase(IEnumerable<string> chosen)
    {
        var caption = $"{TriggerWord} {ClassWord}";
        return chosen.Distinct().Select((blob, place) => new ConceptPicture { Role = ConceptPictureRole.Showcase, Place = place, Blob = blob, Caption = caption });
    }

    public IEnumerable<ConceptPicture> TrainingPictures() =>
        Pictures.Select((picture, place) => new ConceptPicture { Role = ConceptPictureRole.Training, Place = place, Blob = picture.Blob, Caption = picture.Caption });

    /// <summary>Holds the adapter's number for the concept, for good.</summary>
    /// <exception cref="InvalidOperationException">The number is not held as made.</exception>
    public async Task HoldNumberAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation)
    {
        if (!await Slots.PublishedAsync(hub, SlotKey, conceptId, cancellation) && !await Slots.IsOfAsync(hub, conceptId, ConceptNumber, cancellation))
            throw new InvalidOperationException($"'{SlotKey}' does not hold concept number {ConceptNumber}.");
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
