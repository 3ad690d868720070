using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What a decision needs to be taken back: what was before, and what it made of it; null where it changed nothing.</summary>
internal sealed record Undo
{
    public Turn<string>? Name { get; init; }
    public Turn<AgeRating>? Rating { get; init; }
    public Turn<ConceptFields>? Locked { get; init; }

    /// <summary>Pictures that it removed.</summary>
    public IReadOnlyList<RemovedPicture>? Pictures { get; init; }

    public sealed record Turn<T>(T Was, T Is);

    public sealed record RemovedPicture(Guid Id, ConceptPictureRole Role, int Place, string Blob, string Caption, PictureSettings? Settings);
}

/// <summary>Takes decisions back inside the caller's write transaction. What was changed again since stays as it is.</summary>
internal sealed record UndoneDecision(HubDbContext Hub, FileBlobStore Blobs, Decision Decision, DateTimeOffset Now, CancellationToken Cancellation)
{
    private ModerationTarget Target => new(Decision.TargetKind, Decision.TargetId);

    /// <summary>Undoes what was done to the item; a decision about an account is undone by lifting its sanction.</summary>
    public async Task RunAsync()
    {
        if (Decision.Action is DecisionAction.Hide or DecisionAction.Unpublish && !await IsNewestAsync()) return;
        if (Decision.Action == DecisionAction.Hide) await ModerationItems.RestoreAsync(Hub, Target, Cancellation);
        if (Decision.TargetKind != TargetKind.Concept || Decision.Action == DecisionAction.Hide) return;
        if (await Hub.Concepts.Include(c => c.Pictures).FirstOrDefaultAsync(c => c.Id == Target.Id && c.State != ConceptState.Deleted, Cancellation) is not { } concept) return;

        if (Decision.Action == DecisionAction.Unpublish && concept is { State: ConceptState.Unpublished, HiddenReason: not null })
            (concept.State, concept.IsUnpublished, concept.HiddenReason) = (ConceptState.Published, false, null);
        if (Decision.Action == DecisionAction.Refuse) await FirstReviews.ApproveRefusedAsync(Hub, concept, Now, Cancellation);
        if (Decision.Undo.Rating is { } rating && concept.AgeRating == rating.Is) concept.AgeRating = rating.Was;
        if (Decision.Undo.Locked is { } locked && concept.LockedFields == locked.Is) concept.LockedFields = locked.Was;
        if (Decision.Undo.Name is { } name && concept.Name == name.Is) (concept.Name, concept.Slug) = (name.Was, ConceptWords.Slug(name.Was));
        foreach (var picture in (Decision.Undo.Pictures ?? []).Where(picture => Blobs.Contains(picture.Blob) && !concept.Pictures.Exists(p => p.Id == picture.Id)))
            Hub.ConceptPictures.Add(new ConceptPicture { Id = picture.Id, ConceptId = concept.Id, Role = picture.Role, Place = picture.Place, Blob = picture.Blob, Caption = picture.Caption, Settings = picture.Settings });
        await Hub.SaveChangesAsync(Cancellation);
    }

    // What was hidden anew for another reason stays hidden.
    private async Task<bool> IsNewestAsync() =>
        !await Hub.Decisions.AnyAsync(d => d.TargetId == Decision.TargetId && d.At > Decision.At && (d.Action == DecisionAction.Hide || d.Action == DecisionAction.Restore || d.Action == DecisionAction.Unpublish), Cancellation);
}
