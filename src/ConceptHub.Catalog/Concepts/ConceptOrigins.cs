using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What a concept comes from, as its maker says it.</summary>
/// <param name="Credit">Whom to thank for what is not of this hub: a line of text; empty for nobody.</param>
/// <param name="Parents">Trigger words of concepts of this hub that it builds on, separated by commas.</param>
public sealed record Origin(string Credit, string Parents)
{
    public static Origin None { get; } = new("", "");
}

/// <summary>A concept as a link.</summary>
public sealed record ConceptLink(Guid Id, string Name, string Slug, string TriggerWord);

/// <summary>What a concept comes from, and what came from it, as far as the viewer sees them.</summary>
/// <param name="Children">Published ones, newest first, some at most.</param>
public sealed record OriginInfo(string Credit, IReadOnlyList<ConceptLink> Parents, IReadOnlyList<ConceptLink> Children)
{
    public bool IsEmpty => Credit.Length == 0 && Parents.Count == 0 && Children.Count == 0;

    /// <summary>To be edited.</summary>
    public Origin Origin => new(Credit, string.Join(", ", Parents.Select(parent => parent.TriggerWord)));
}

/// <summary>One concept builds on another one.</summary>
internal sealed class ConceptParent
{
    public Guid ConceptId { get; init; }
    public required Guid ParentId { get; init; }

    /// <summary>Place in the list, from 0.</summary>
    public required int Place { get; init; }
}

/// <summary>Credit and parents of concepts.</summary>
internal static class ConceptOrigins
{
    public const int LongestCredit = 200, MostParents = 8;

    private const int ShownChildren = 12, MostChildren = 1000;

    /// <summary>A sentence about what is wrong with the text, or null; which concepts there are is asked by <see cref="SetAsync"/>.</summary>
    public static string? Problem(Origin origin) =>
        origin.Credit.Trim().Length > LongestCredit ? $"The credit has at most {LongestCredit} characters; this one has {origin.Credit.Trim().Length}."
        : origin.Credit.Any(char.IsControl) ? "The credit is one line of text."
        : Words(origin).Count > MostParents ? $"A concept names at most {MostParents} concepts that it builds on."
        : null;

    /// <summary>Writes them for a concept of this context; the caller saves.</summary>
    /// <returns>A sentence about a concept that is not there, or null.</returns>
    public static async Task<string?> SetAsync(HubDbContext hub, Concept concept, Origin origin, Actor actor, CancellationToken cancellation)
    {
        var words = Words(origin);
        var found = await Concepts.VisibleTo(hub.Concepts, actor).Where(c => words.Contains(c.TriggerKey)).Select(c => new { c.Id, c.TriggerKey }).ToListAsync(cancellation);
        if (words.FirstOrDefault(word => found.All(c => c.TriggerKey != word)) is { } unknown)
            return $"There is no concept {ConceptWords.Trigger(unknown)} here that it could build on. Please write the trigger word as its page shows it.";
        if (words.Contains(concept.TriggerKey)) return "A concept does not build on itself. Please take its own trigger word out.";

        concept.Credit = origin.Credit.Trim();
        await hub.ConceptParents.Where(p => p.ConceptId == concept.Id).ExecuteDeleteAsync(cancellation);
        hub.ConceptParents.AddRange(words.Select((word, place) => new ConceptParent { ConceptId = concept.Id, ParentId = found.First(c => c.TriggerKey == word).Id, Place = place }));
        return null;
    }

    public static async Task<OriginInfo> OfAsync(HubDbContext hub, Concept concept, Actor? viewer, CancellationToken cancellation)
    {
        var visible = Concepts.VisibleTo(hub.Concepts, viewer);
        var parents = await (from parent in hub.ConceptParents
                             where parent.ConceptId == concept.Id
                             join other in visible on parent.ParentId equals other.Id
                             orderby parent.Place
                             select new ConceptLink(other.Id, other.Name, other.Slug, other.TriggerWord)).ToListAsync(cancellation);
        // Sorted out here: asked for the newest published ones, SQLite would walk all concepts by date and look whether each is a child.
        var children = await (from child in hub.ConceptParents
                              where child.ParentId == concept.Id
                              join other in hub.Concepts on child.ConceptId equals other.Id
                              select new { Link = new ConceptLink(other.Id, other.Name, other.Slug, other.TriggerWord), other.State, other.PublishedAt }).Take(MostChildren).ToListAsync(cancellation);
        return new OriginInfo(concept.Credit, parents, [.. children.Where(child => child.State == ConceptState.Published).OrderByDescending(child => child.PublishedAt).Select(child => child.Link).Take(ShownChildren)]);
    }

    private static List<string> Words(Origin origin) =>
        [.. origin.Parents.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ConceptWords.TriggerKey).Where(word => word.Length > 0).Distinct()];
}

internal sealed class ConceptParentMap : IEntityTypeConfiguration<ConceptParent>
{
    public void Configure(EntityTypeBuilder<ConceptParent> parent)
    {
        parent.ToTable("ConceptParents");
        parent.HasKey(p => new { p.ConceptId, p.ParentId });
        parent.HasOne<Concept>().WithMany().HasForeignKey(p => p.ConceptId);
        parent.HasOne<Concept>().WithMany().HasForeignKey(p => p.ParentId);
        parent.HasIndex(p => p.ParentId);
    }
}
