using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Rules about what is said of who a person's concept shows, and the record of it.</summary>
public static class Depictions
{
    public const int LongestNote = 300;

    /// <summary>A sentence about what is wrong with a statement, or is missing; null when it will do, and for anything but a person.</summary>
    internal static string? Problem(ConceptKind kind, Depiction? said) => (kind, said) switch
    {
        (not ConceptKind.Person, _) => null,
        (_, null) => "Please say who is shown: an invented person, yourself, or somebody else who agreed.",
        (_, { } it) => Problem(it),
    };

    /// <summary>Notes what was said, unless the concept shows no person; the caller saves.</summary>
    internal static void Add(HubDbContext hub, Concept concept, int version, Depiction? said, Actor actor, DateTimeOffset now)
    {
        if (concept.Kind != ConceptKind.Person || said is null) return;
        hub.Depictions.Add(new AttestedDepiction
        {
            ConceptId = concept.Id,
            Version = version,
            Person = said.Person,
            Note = NoteOf(said),
            MemberId = actor.Id,
            At = now,
        });
    }

    /// <summary>Notes what is said now, if it differs from what was said last; the caller saves.</summary>
    internal static async Task ChangeAsync(HubDbContext hub, Concept concept, Depiction said, Actor actor, DateTimeOffset now, CancellationToken cancellation)
    {
        var last = await hub.Depictions.Where(d => d.ConceptId == concept.Id).OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellation);
        if (last is not null && last.Person == said.Person && last.Note == NoteOf(said)) return;
        var newest = await hub.ConceptVersions.Where(v => v.ConceptId == concept.Id).MaxAsync(v => v.Number, cancellation);
        Add(hub, concept, newest, said, actor, now);
    }

    /// <summary>All that was said of these concepts, newest first, with the notes: for owners and moderators.</summary>
    internal static async Task<ILookup<Guid, DepictionInfo>> OfAsync(HubDbContext hub, IReadOnlyCollection<Guid> concepts, CancellationToken cancellation)
    {
        var said = await hub.Depictions.Where(d => concepts.Contains(d.ConceptId)).OrderByDescending(d => d.Id)
            .Select(d => new { d.ConceptId, Info = new DepictionInfo(d.Person, d.Note, d.Member.UserName ?? "", d.Version, d.At) }).ToListAsync(cancellation);
        return said.ToLookup(d => d.ConceptId, d => d.Info);
    }

    private static string? Problem(Depiction said) =>
        !Enum.IsDefined(said.Person) ? "Please say who is shown: an invented person, yourself, or somebody else who agreed."
        : NoteOf(said) is { Length: > LongestNote } note ? $"The note about who is shown has {note.Length} characters; {LongestNote} is the most."
        : NoteOf(said).Any(char.IsControl) ? "The note about who is shown is one line of text."
        : null;

    // Nobody has to agree to an invented person.
    private static string NoteOf(Depiction said) => said.Person == DepictedPerson.Agreed ? said.Note.Trim() : "";
}
