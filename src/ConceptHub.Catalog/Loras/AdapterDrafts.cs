using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Takes adapters that are ready: trained by <c>concepthub train</c>, or downloaded from another hub. Each becomes a draft that waits to be
/// published, and holds the number and the trigger word that it was trained with.
/// </summary>
public sealed class AdapterDrafts(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, StorageQuotas storage, TimeProvider clock)
{
    /// <summary>Ready adapters that one member may have waiting: each holds a number that then nobody else can have.</summary>
    public const int MostWaiting = 5;

    private const int ShownReasons = 3;

    // An adapter in memory takes some times the size of its file.
    private readonly SemaphoreSlim _reader = new(1);

    /// <summary>Whether a file says that it is an adapter of ours; only then it is worth <see cref="BringAsync"/>.</summary>
    /// <param name="content">Seekable; at its start again afterwards.</param>
    public static bool IsAdapter(Stream content)
    {
        try
        {
            return SafetensorsFile.ReadHeader(content).Metadata.ContainsKey(AdapterHeader.NumberKey);
        }
        catch (InvalidSafetensorsException)
        {
            return false;
        }
        finally
        {
            content.Position = 0;
        }
    }

    /// <param name="plan">Of the base model that it must fit.</param>
    /// <param name="file">Seekable; its content decides, never its name.</param>
    /// <exception cref="StorageFullException">The disk is full; nothing of the file stays.</exception>
    public async Task<BringFileResult> BringAsync(Actor actor, BlockPlan plan, Codebook codebook, UploadedFile file, CancellationToken cancellation)
    {
        if (file.Content.Length > LoraUploads.MaximumBytes) return new BringFileResult.Refused(LoraUploads.TooLarge);
        var reading = await ReadAsync(file.Content, plan, codebook, cancellation);
        return await reading.Match(
            accepted => KeepAsync(actor, InstalledModel.From(plan, codebook), accepted.Adapter, file, cancellation),
            refused => Task.FromResult<BringFileResult>(new BringFileResult.Refused(Refusal(refused.Problems))));
    }

    private async Task<AdapterReading> ReadAsync(Stream content, BlockPlan plan, Codebook codebook, CancellationToken cancellation)
    {
        await _reader.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => ConceptAdapterFile.Inspect(content, plan, codebook), cancellation);
        }
        finally
        {
            _reader.Release();
        }
    }

    private async Task<BringFileResult> KeepAsync(Actor actor, InstalledModel model, ConceptAdapter adapter, UploadedFile file, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await BlockedContent.ProblemAsync(hub, file.Content, cancellation) is { } blocked) return new BringFileResult.Refused(BlockedContent.Refusal(file, blocked));
        var hash = await ContentHashes.OfAsync(file.Content, cancellation);
        if (await PublishedTwin.FindAsync(hub, file.Content, hash, cancellation) is { } twin) return new BringFileResult.Known(twin);
        using var claim = storage.Begin(actor);
        if (await claim.RefusalAsync(file.Content.Length, cancellation) is { } full) return new BringFileResult.Refused(new FileRefusal([full.Problem], StorageUse.Advice));

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await RefusalAsync(hub, actor, adapter, cancellation) is { } refusal) return new BringFileResult.Refused(refusal);
        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        var wish = new SlotWish(model, JobDesk.Key(id), Reservations.Commons, now, now);
        if (!await Slots.HoldTrainedAsync(hub, wish, adapter.ConceptNumber, cancellation)) return new BringFileResult.Refused(NumberTaken(adapter));

        file.Content.Position = 0;
        var brought = new BroughtAdapter
        {
            FileName = file.ShortName,
            Blob = await blobs.PutAsync(file.Content, cancellation),
            Bytes = file.Content.Length,
            ContentHash = hash,
            Model = model,
            ConceptNumber = adapter.ConceptNumber,
        };
        hub.Drafts.Add(NewDraft(id, actor, adapter, brought));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new BringFileResult.Brought(id);
    }

    private TrainDraft NewDraft(Guid id, Actor actor, ConceptAdapter adapter, BroughtAdapter brought) => new()
    {
        Id = id,
        OwnerId = actor.Id,
        State = DraftState.Trained,
        Description = new DraftDescription { Kind = adapter.Kind, TriggerWord = ConceptWords.TriggerKey(adapter.TriggerWord), ClassWord = adapter.ClassWord },
        Adapter = brought,
        TriggerKey = ConceptWords.TriggerKey(adapter.TriggerWord),
        CreatedAt = clock.GetUtcNow(),
    };

    private static async Task<FileRefusal?> RefusalAsync(HubDbContext hub, Actor actor, ConceptAdapter adapter, CancellationToken cancellation)
    {
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new FileRefusal(["Your account is suspended; nothing can be brought now."], "The moderators of this hub can lift it.");
        if (await hub.Drafts.CountAsync(d => d.OwnerId == actor.Id && d.Adapter != null && d.State == DraftState.Trained, cancellation) >= MostWaiting)
            return new FileRefusal([$"You have {MostWaiting} ready concepts that wait to be published, which is the most."], "Publish or discard one of them first.");
        if ((TriggerProblem(adapter.TriggerWord) ?? ConceptWords.ClassProblem(adapter.ClassWord)) is { } words)
            return new FileRefusal([$"It was trained with words that cannot be used here ({adapter.TriggerWord}, {adapter.ClassWord}).", words], "Train it anew from its pictures, with other words.", SuggestsPictures: true);
        return await Training.IsTakenAsync(hub, ConceptWords.TriggerKey(adapter.TriggerWord), cancellation)
            ? new FileRefusal([$"Its trigger word {ConceptWords.Trigger(adapter.TriggerWord)} is taken on this hub."], "Train it anew from its pictures, with a word of its own.", SuggestsPictures: true)
            : null;
    }

    // Prompts call it by exactly this word, between brackets.
    private static string? TriggerProblem(string word) =>
        ConceptWords.TriggerProblem(word) ?? (ConceptWords.TriggerKey(word) == word ? null : "A trigger word is written in small letters and without brackets.");

    private static FileRefusal NumberTaken(ConceptAdapter adapter) => new(
        [$"Its concept number {adapter.ConceptNumber} is taken on this hub, and with it the blocks of the model that it was trained in."],
        "Train it anew from its pictures: it gets a number of its own here.", SuggestsPictures: true);

    private static FileRefusal Refusal(IReadOnlyList<AdapterRefusal> problems)
    {
        var reasons = problems.Take(ShownReasons).Select(problem => problem.Sentence).ToList();
        if (problems.Count > ShownReasons) reasons.Add($"And {problems.Count - ShownReasons} more reasons of that kind.");
        if (problems.Any(problem => problem is AdapterRefusal.WrongBaseModel or AdapterRefusal.WrongPlan or AdapterRefusal.WrongCodebook))
            return new FileRefusal(reasons, "Train it anew from its pictures, or ask the operator to install its base model.", SuggestsPictures: true);
        return problems.Any(problem => problem is AdapterRefusal.NotSafetensors or AdapterRefusal.Damaged)
            ? new FileRefusal(reasons, "Download it anew: it did not arrive whole.")
            : new FileRefusal(reasons, "Choose the file as ConceptHub wrote it.");
    }
}
