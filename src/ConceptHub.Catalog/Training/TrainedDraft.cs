using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A draft whose training is over, with all that publishing needs of it.</summary>
/// <param name="Samples">Blobs of the training's samples, oldest first.</param>
internal sealed record TrainedDraft(Guid JobId, TrainingOrder Order, AdapterTrained Adapter, IReadOnlyList<string> Samples)
{
    private const int MostShowcasePictures = 12;

    /// <returns>Null while the training is not over.</returns>
    public static async Task<TrainedDraft?> OfAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation)
    {
        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == draft.JobId, cancellation);
        if (draft.State != DraftState.Trained || job is not { Order: TrainingOrder order, Outcome: AdapterTrained adapter }) return null;
        var samples = await hub.JobSamples.Where(s => s.JobId == job.Id).OrderBy(s => s.Step).Select(s => s.Blob).ToListAsync(cancellation);
        return new TrainedDraft(job.Id, order, adapter, samples);
    }

    /// <summary>What is wrong with a choice of samples and strengths.</summary>
    public IEnumerable<string> Problems(IReadOnlyCollection<string> showcase, StrengthRange range)
    {
        if (range is not { Min: >= 0, Max: <= 2 } strength || !(strength.Min <= strength.Recommended && strength.Recommended <= strength.Max))
            yield return "Strengths go from 0 to 2, and the recommended one lies between the least and the most.";
        if (showcase.Count > MostShowcasePictures) yield return $"At most {MostShowcasePictures} pictures can be shown.";
        if (showcase.Except(Samples).Any()) yield return "Only samples of this training can be shown.";
    }

    public ConceptVersion Version(VersionRequest request, int number, FileBlobStore blobs, DateTimeOffset now) => new()
    {
        Number = number,
        AdapterBlob = Adapter.AdapterBlob,
        AdapterBytes = blobs.LengthOf(Adapter.AdapterBlob),
        ConceptNumber = Adapter.ConceptNumber,
        BaseModelHash = Order.Model.Hash,
        PlanHash = Order.Model.PlanHash,
        Strength = request.Strength,
        Training = Adapter.Training,
        ChangeNote = request.ChangeNote.Trim(),
        CreatedAt = now,
    };

    public IEnumerable<ConceptPicture> Showcase(IEnumerable<string> chosen)
    {
        var caption = $"{Order.TriggerWord} {Order.ClassWord}";
        return chosen.Distinct().Select((blob, place) => new ConceptPicture { Role = ConceptPictureRole.Showcase, Place = place, Blob = blob, Caption = caption });
    }

    public IEnumerable<ConceptPicture> TrainingPictures() =>
        Order.Pictures.Select((picture, place) => new ConceptPicture { Role = ConceptPictureRole.Training, Place = place, Blob = picture.Blob, Caption = picture.Caption });

    /// <summary>Holds the adapter's number for the concept, for good.</summary>
    /// <exception cref="InvalidOperationException">The number is not held as trained.</exception>
    public async Task HoldNumberAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation)
    {
        if (!await Slots.PublishedAsync(hub, JobDesk.Key(JobId), conceptId, cancellation) && !await Slots.IsOfAsync(hub, conceptId, Adapter.ConceptNumber, cancellation))
            throw new InvalidOperationException($"Job {JobId} does not hold concept number {Adapter.ConceptNumber} as trained.");
    }
}
