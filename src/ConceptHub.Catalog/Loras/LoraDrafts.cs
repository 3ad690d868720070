using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Takes LoRAs that members bring. Each becomes a draft, which goes the way of all drafts (<see cref="TrainDrafts"/>).</summary>
public sealed class LoraDrafts(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, LoraUploads uploads, StorageQuotas storage, TimeProvider clock)
{
    /// <param name="targets">Of the base model that it must fit.</param>
    /// <param name="file">Seekable; its content decides, never its name.</param>
    /// <exception cref="StorageFullException">The disk is full; nothing of the file stays.</exception>
    public async Task<BringFileResult> BringAsync(Actor actor, LoraTargets targets, UploadedFile file, CancellationToken cancellation)
    {
        if (file.Content.Length > LoraUploads.MaximumBytes) return new BringFileResult.Refused(LoraUploads.TooLarge);
        var read = await uploads.ReadAsync(file.Content, targets, cancellation);
        return await read.Match(
            fits => KeepAsync(actor, file, fits.Facts, cancellation),
            refused => Task.FromResult<BringFileResult>(new BringFileResult.Refused(refused.Why)));
    }

    /// <summary>Puts the embedding beside the LoRA of a draft, in the place of an older one.</summary>
    /// <param name="textWidth">Of the base model's words.</param>
    /// <param name="file">Seekable.</param>
    public async Task<ActionResult> AddEmbeddingAsync(Actor actor, Guid draftId, int textWidth, UploadedFile file, CancellationToken cancellation)
    {
        if (LoraUploads.EmbeddingProblem(file.Content, textWidth) is { } problem) return new ActionResult.Refused(problem);
        await using (var hub = await hubs.CreateDbContextAsync(cancellation))
            if (await BlockedContent.ProblemAsync(hub, file.Content, cancellation) is { } blocked) return new ActionResult.Refused($"{file.ShortName} {blocked}");
        using var claim = storage.Begin(actor);
        if (await claim.RefusalAsync(file.Content.Length, cancellation) is { } full) return new ActionResult.Refused($"{full.Problem} {StorageUse.Advice}");
        file.Content.Position = 0;
        return await ChangeAsync(actor, draftId, await blobs.PutAsync(file.Content, cancellation), cancellation);
    }

    public Task<ActionResult> RemoveEmbeddingAsync(Actor actor, Guid draftId, CancellationToken cancellation) => ChangeAsync(actor, draftId, null, cancellation);

    private async Task<ActionResult> ChangeAsync(Actor actor, Guid draftId, string? embeddingBlob, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await TrainDrafts.OwnAsync(hub, actor, draftId, cancellation);
        if (draft?.Lora is not { } lora) return new ActionResult.NotFound();
        if (draft.State != DraftState.Draft) return new ActionResult.Refused("It cannot be changed any more: its training was started.");
        draft.Lora = lora with { EmbeddingBlob = embeddingBlob };
        draft.NicheJobId = null; // it was made without, or with another
        await hub.SaveChangesAsync(cancellation);
        return new ActionResult.Done();
    }

    private async Task<BringFileResult> KeepAsync(Actor actor, UploadedFile file, LoraFacts facts, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await BlockedContent.ProblemAsync(hub, file.Content, cancellation) is { } blocked) return new BringFileResult.Refused(BlockedContent.Refusal(file, blocked));
        var hash = await ContentHashes.OfAsync(file.Content, cancellation);
        if (await PublishedTwin.FindAsync(hub, file.Content, hash, cancellation) is { } twin) return new BringFileResult.Known(twin);
        using var claim = storage.Begin(actor);
        if (await claim.RefusalAsync(file.Content.Length, cancellation) is { } full) return new BringFileResult.Refused(new FileRefusal([full.Problem], StorageUse.Advice));

        file.Content.Position = 0;
        var lora = new BroughtLora
        {
            FileName = file.ShortName,
            Blob = await blobs.PutAsync(file.Content, cancellation),
            Bytes = file.Content.Length,
            ContentHash = hash,
            Facts = facts,
        };
        var draft = new TrainDraft { OwnerId = actor.Id, Description = Suggested(facts.Phrase), Lora = lora, CreatedAt = clock.GetUtcNow() };
        hub.Drafts.Add(draft);
        await hub.SaveChangesAsync(cancellation);
        return new BringFileResult.Brought(draft.Id);
    }

    // "ohwx woman" or "<mira> person": the last word is what it is one of, those before call it.
    private static DraftDescription Suggested(string? phrase)
    {
        var words = (phrase ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return new DraftDescription();
        var classWord = words.Length > 1 && ConceptWords.ClassProblem(words[^1]) is null ? words[^1].ToLowerInvariant() : "";
        var called = string.Join(' ', classWord.Length > 0 ? words[..^1] : words);
        var trigger = ConceptWords.TriggerKey(words[0]);
        return new DraftDescription { TriggerWord = ConceptWords.TriggerProblem(trigger) is null ? trigger : "", ClassWord = classWord, LoraWords = called.Trim('<', '>') };
    }
}
