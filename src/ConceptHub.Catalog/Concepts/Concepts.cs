using System.Linq.Expressions;
using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What an owner, or a collaborator, may change about a published concept.</summary>
/// <param name="Name">2 to 60 characters.</param>
/// <param name="Description">Up to 4000 characters of Markdown.</param>
/// <param name="Tags">Separated by commas; see <see cref="ConceptWords.Tags"/>.</param>
/// <param name="Licence">For what is made from now on.</param>
/// <param name="AgeRating">Who it is for.</param>
public sealed record ConceptEdit(string Name, string Description, string Tags, Licence Licence, AgeRating AgeRating)
{
    /// <summary>Who is shown, if that is said anew, by the owner alone; null leaves what was said.</summary>
    public Depiction? Depicts { get; init; }

    /// <summary>What it comes from; null leaves what was said.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Of the newest version; null leaves them as they are.</summary>
    public IReadOnlyList<Look>? Looks { get; init; }
}

/// <summary>Published concepts, one at a time; lists are in <see cref="ConceptSearch"/>.</summary>
public sealed class Concepts(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <returns>Null when there is none, or none that this viewer may see.</returns>
    public async Task<ConceptDetails?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var visible = VisibleTo(hub.Concepts, viewer).Where(c => c.Id == id);
        var card = await visible.Select(Card).FirstOrDefaultAsync(cancellation);
        if (card is null) return null;

        var concept = await visible.AsNoTracking().AsSplitQuery().Include(c => c.Versions).Include(c => c.Pictures).SingleAsync(cancellation);
        var depicted = card.Kind == ConceptKind.Person ? (await Depictions.OfAsync(hub, [id], cancellation))[id].FirstOrDefault() : null;
        return new ConceptDetails
        {
            Card = card,
            Description = concept.Description,
            Tags = concept.Tags,
            Licence = concept.Licence,
            AgeRating = concept.AgeRating,
            State = concept.State,
            HiddenReason = concept.HiddenReason,
            LockedFields = concept.LockedFields,
            ScheduledFor = concept.ScheduledFor,
            Origin = await ConceptOrigins.OfAsync(hub, concept, viewer, cancellation),
            Usage = new ConceptUsage(concept.PicturesMade, concept.RecipesMade, concept.Downloads),
            Collaborators = await Collaborators.OfAsync(hub, concept, viewer, cancellation),
            Depicted = viewer?.CanModerate == true || viewer?.Id == concept.OwnerId || depicted is null ? depicted : depicted with { Note = "" },
            Versions = [.. concept.Versions.OrderByDescending(v => v.Number).Select(Version)],
            Showcase = PicturesOf(concept, ConceptPictureRole.Showcase),
            TrainingExamples = PicturesOf(concept, ConceptPictureRole.Training),
        };
    }

    public async Task<ActionResult> DescribeAsync(Actor actor, Guid id, ConceptEdit edit, CancellationToken cancellation)
    {
        if (ConceptWords.NameProblem(edit.Name) is { } problem) return new ActionResult.Refused(problem);
        if (ConceptWords.DescriptionProblem(edit.Description) is { } tooLong) return new ActionResult.Refused(tooLong);
        if (ConceptWords.TagsProblem(edit.Tags) is { } tags) return new ActionResult.Refused(tags);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await hub.Concepts.FirstOrDefaultAsync(c => c.Id == id && c.State != ConceptState.Deleted, cancellation);
        if (concept is null) return new ActionResult.NotFound();
        if (!await Collaborators.MayEditAsync(hub, actor.Id, concept, cancellation)) return new ActionResult.NotAllowed();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(ConceptListing.Suspended);
        if (ConceptActs.LockProblem(concept, edit) is { } locked) return new ActionResult.Refused(locked);
        if (edit.Depicts is not null && concept.OwnerId != actor.Id) return new ActionResult.Refused("Only the owner of a concept says anew who is shown.");
        if (edit.Depicts is { } said && Depictions.Problem(concept.Kind, said) is { } depicted) return new ActionResult.Refused(depicted);
        if (edit.Origin is { } from && ConceptOrigins.Problem(from) is { } origin) return new ActionResult.Refused(origin);
        if (edit.Looks is { } looks && Looks.Problem(looks, concept.TriggerWord) is { } odd) return new ActionResult.Refused(odd);

        concept.Name = edit.Name.Trim();
        concept.Slug = ConceptWords.Slug(edit.Name);
        concept.Description = edit.Description.Trim();
        concept.Tags = ConceptWords.Tags(edit.Tags);
        concept.Licence = edit.Licence;
        concept.AgeRating = edit.AgeRating;
        if (edit.Origin is { } source && await ConceptOrigins.SetAsync(hub, concept, source, actor, cancellation) is { } unknown) return new ActionResult.Refused(unknown);
        if (edit.Depicts is { } anew) await Depictions.ChangeAsync(hub, concept, anew, actor, clock.GetUtcNow(), cancellation);
        Collaborators.Note(hub, actor, concept, "edit", clock.GetUtcNow());
        await FirstReviews.ChangedAsync(hub, concept, clock.GetUtcNow(), cancellation);
        if (edit.Looks is { } worn) await DressAsync(hub, id, Looks.Tidy(worn), cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>The concept leaves the catalog and all recipes; its trigger word is free again, its number never.</summary>
    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await hub.Concepts.FirstOrDefaultAsync(c => c.Id == id && c.State != ConceptState.Deleted, cancellation);
        if (concept is null) return new ActionResult.NotFound();
        if (concept.OwnerId != actor.Id) return new ActionResult.NotAllowed();

        concept.State = ConceptState.Deleted;
        await hub.SaveChangesAsync(cancellation);
        await Slots.RetireConceptAsync(hub, id, cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Everyone sees published concepts; hidden and unpublished ones are seen by their owner, by whom the owner named, and by moderators, those that await a review by their owner and moderators, deleted ones by nobody.</summary>
    internal static IQueryable<Concept> VisibleTo(IQueryable<Concept> concepts, Actor? viewer)
    {
        var id = viewer?.Id;
        var moderates = viewer?.CanModerate ?? false;
        return concepts.Where(c => c.State == ConceptState.Published || (c.State != ConceptState.Deleted && (moderates || c.OwnerId == id || (c.State != ConceptState.Awaiting && c.Collaborators.Any(m => m.MemberId == id)))));
    }

    // What is the same is not written: it would be indexed anew.
    private static async Task DressAsync(HubDbContext hub, Guid id, IReadOnlyList<Look> looks, CancellationToken cancellation)
    {
        var newest = await hub.ConceptVersions.Where(v => v.ConceptId == id).OrderByDescending(v => v.Number).FirstAsync(cancellation);
        if (!newest.Looks.SequenceEqual(looks)) newest.Looks = looks;
    }

    internal static Expression<Func<Concept, ConceptCard>> Card { get; } = concept => new ConceptCard
    {
        Id = concept.Id,
        Name = concept.Name,
        Slug = concept.Slug,
        Kind = concept.Kind,
        TriggerWord = concept.TriggerWord,
        ClassWord = concept.ClassWord,
        CreatorId = concept.OwnerId,
        CreatorName = concept.Owner.UserName ?? "",
        CreatorDisplayName = concept.Owner.DisplayName,
        Cover = concept.Pictures.Where(p => p.Role == ConceptPictureRole.Showcase).OrderBy(p => p.Place).Select(p => p.Blob).FirstOrDefault(),
        IsForAdults = concept.AgeRating == AgeRating.Adult,
        LatestVersion = concept.Versions.Max(v => v.Number),
        ConceptNumber = concept.Versions.OrderByDescending(v => v.Number).Select(v => v.ConceptNumber).First(),
        PicturesMade = concept.PicturesMade,
        ReviewCount = concept.ReviewCount,
        Stars = concept.ReviewCount == 0 ? null : concept.StarSum / (double)concept.ReviewCount,
        PublishedAt = concept.PublishedAt,
    };

    private static ConceptVersionInfo Version(ConceptVersion version) => new(
        version.Id, version.Number, version.AdapterBlob, version.AdapterBytes, version.ConceptNumber, version.BaseModelHash,
        version.Strength, version.Training, version.CreatedAt)
    { ChangeNote = version.ChangeNote, Looks = version.Looks };

    private static ConceptPictureInfo[] PicturesOf(Concept concept, ConceptPictureRole role) =>
        [.. concept.Pictures.Where(p => p.Role == role).OrderBy(p => p.Place).Select(p => new ConceptPictureInfo(p.Blob, p.Caption, p.Settings))];
}
