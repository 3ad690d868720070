using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A member goes for good: what is theirs goes along in one transaction, or nothing does. What they attested and what moderators did stays.</summary>
public sealed class Leaving(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>How names begin of those who went; nobody can sign up with one.</summary>
    public const string GonePrefix = "gone-";

    /// <summary>What would become of the actor's concepts.</summary>
    public async Task<LeavingForecast> ForecastAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var concepts = await Own(hub, actor.Id).CountAsync(cancellation);
        return new LeavingForecast(concepts, (await HeirsAsync(hub, actor.Id, cancellation)).Count);
    }

    /// <param name="handsOver">Concepts with a collaborator go to the one who accepted first; otherwise all leave the catalog.</param>
    public async Task<ActionResult> LeaveAsync(Actor actor, bool handsOver, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var member = await hub.Users.FirstOrDefaultAsync(m => m.Id == actor.Id && m.LeftAt == null, cancellation);
        if (member is null) return new ActionResult.NotFound();
        var administrators = Members.Holders(hub, HubRoles.Administrator);
        if (await administrators.AnyAsync(id => id == actor.Id, cancellation) && !await administrators.AnyAsync(id => id != actor.Id, cancellation))
            return new ActionResult.Refused("You are the last administrator; grant the role to somebody else first.");

        var now = clock.GetUtcNow();
        await EndJobsAsync(hub, actor.Id, now, cancellation);
        await ConceptsAsync(hub, actor.Id, handsOver, now, cancellation);
        await WorkAsync(hub, actor.Id, cancellation);
        await WordsAsync(hub, actor.Id, now, cancellation);
        await AccountAsync(hub, member, now, cancellation);
        hub.Audit.Add(AuditEntry.By(new Actor(member.Id, member.UserName!, []), now, "leave", $"Member {member.UserName}", ""));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    private static IQueryable<Concept> Own(HubDbContext hub, Guid member) => hub.Concepts.Where(c => c.OwnerId == member && c.State != ConceptState.Deleted);

    private static Task<Dictionary<Guid, Guid>> HeirsAsync(HubDbContext hub, Guid member, CancellationToken cancellation)
    {
        DateTimeOffset? now = hub.Clock.GetUtcNow();
        var willing = hub.Collaborators.Where(m => m.AcceptedAt != null && (m.Member.SuspendedAt == null || m.Member.SuspendedUntil <= now));
        return Own(hub, member).Where(c => willing.Any(m => m.ConceptId == c.Id))
            .Select(c => new { c.Id, Heir = willing.Where(m => m.ConceptId == c.Id).OrderBy(m => m.AcceptedAt).ThenBy(m => m.MemberId).Select(m => m.MemberId).First() })
            .ToDictionaryAsync(it => it.Id, it => it.Heir, cancellation);
    }

    private static async Task EndJobsAsync(HubDbContext hub, Guid member, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await hub.Jobs.Where(j => j.OwnerId == member && (j.State == JobState.Queued || j.State == JobState.Running)).Select(j => j.Id).ToListAsync(cancellation);
        foreach (var id in open) await JobDesk.EndAsync(hub, hub.Jobs.Where(j => j.Id == id), id, new JobEnd(JobState.Cancelled, now), cancellation);
    }

    private static async Task ConceptsAsync(HubDbContext hub, Guid member, bool handsOver, DateTimeOffset now, CancellationToken cancellation)
    {
        var heirs = handsOver ? await HeirsAsync(hub, member, cancellation) : [];
        foreach (var concept in await Own(hub, member).Select(c => new { c.Id, c.Name }).ToListAsync(cancellation))
        {
            if (heirs.TryGetValue(concept.Id, out var heir))
            {
                await hub.Collaborators.Where(c => c.ConceptId == concept.Id && c.MemberId == heir).ExecuteDeleteAsync(cancellation);
                await hub.Concepts.Where(c => c.Id == concept.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.OwnerId, heir), cancellation);
                hub.Notices.Add(new Notice { MemberId = heir, Kind = NoticeKind.ConceptHandedOver, ConceptId = concept.Id, Title = concept.Name, CreatedAt = now });
            }
            else
            {
                await hub.Concepts.Where(c => c.Id == concept.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ConceptState.Deleted), cancellation);
                await Slots.RetireConceptAsync(hub, concept.Id, cancellation);
            }
        }

        await hub.Collaborators.Where(c => c.MemberId == member).ExecuteDeleteAsync(cancellation);
    }

    private static async Task WorkAsync(HubDbContext hub, Guid member, CancellationToken cancellation)
    {
        await hub.Drafts.Where(d => d.OwnerId == member && d.State == DraftState.Published).ExecuteDeleteAsync(cancellation); // their numbers are their concepts'
        foreach (var draft in await hub.Drafts.Where(d => d.OwnerId == member).ToListAsync(cancellation)) await TrainDrafts.DropAsync(hub, draft, cancellation);
        foreach (var recipe in await hub.Recipes.Include(r => r.Concepts).Where(r => r.OwnerId == member && !r.IsDeleted).ToListAsync(cancellation)) await Recipes.TakeAwayAsync(hub, recipe, cancellation);
        await hub.SaveChangesAsync(cancellation);
        await hub.Pictures.Where(p => p.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.StartUploads.Where(u => u.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.Boards.Where(b => b.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.Presets.Where(p => p.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.Collections.Where(c => c.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.Jobs.Where(j => j.OwnerId == member).ExecuteDeleteAsync(cancellation);
    }

    private static async Task WordsAsync(HubDbContext hub, Guid member, DateTimeOffset now, CancellationToken cancellation)
    {
        var reviewed = await hub.Reviews.Where(r => r.AuthorId == member).Select(r => r.ConceptId).Distinct().ToListAsync(cancellation);
        await hub.Reviews.Where(r => r.AuthorId == member).ExecuteDeleteAsync(cancellation);
        foreach (var concept in reviewed) await Reviews.CountAsync(hub, concept, cancellation);

        var threads = await hub.Comments.Where(c => c.AuthorId == member && c.DeletedAt == null).Select(c => c.ThreadId).Distinct().ToListAsync(cancellation);
        DateTimeOffset? deleted = now;
        await hub.Comments.Where(c => c.AuthorId == member && c.DeletedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Text, "").SetProperty(c => c.HiddenReason, (string?)null).SetProperty(c => c.DeletedAt, deleted), cancellation);
        foreach (var thread in threads) await CommentThreads.ClearAsync(hub, thread, cancellation);

        await hub.Appeals.Where(a => a.MemberId == member).ExecuteUpdateAsync(set => set.SetProperty(a => a.Text, ""), cancellation);
        await hub.Notices.Where(n => n.MemberId == member || n.ActorId == member).ExecuteDeleteAsync(cancellation);
        await hub.SavedSearches.Where(s => s.OwnerId == member).ExecuteDeleteAsync(cancellation);
        await hub.Follows.Where(f => f.FollowerId == member || f.FollowedId == member).ExecuteDeleteAsync(cancellation);
    }

    private static async Task AccountAsync(HubDbContext hub, Member member, DateTimeOffset now, CancellationToken cancellation)
    {
        await hub.Sessions.Where(s => s.MemberId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.UserRoles.Where(r => r.UserId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.UserTokens.Where(t => t.UserId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.UserClaims.Where(c => c.UserId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.UserLogins.Where(l => l.UserId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.UserPasskeys.Where(p => p.UserId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.SignInEntries.Where(e => e.MemberId == member.Id).ExecuteDeleteAsync(cancellation);
        await hub.CodeSteps.Where(s => s.MemberId == member.Id).ExecuteDeleteAsync(cancellation);
        await AddressLinks.Pending(hub, member.Id).ExecuteDeleteAsync(cancellation);
        await WaitingMails.DropAsync(hub, member, cancellation);

        member.UserName = GonePrefix + Guid.NewGuid().ToString("N")[..12];
        member.NormalizedUserName = member.UserName.ToUpperInvariant();
        (member.DisplayName, member.PasswordHash, member.LeftAt) = ("", null, now);
        (member.Email, member.NormalizedEmail, member.EmailConfirmed, member.PhoneNumber, member.TwoFactorEnabled) = (null, null, false, null, false);
        (member.SecurityStamp, member.ConcurrencyStamp) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
    }
}

/// <param name="Concepts">How many the member has.</param>
/// <param name="WithHeirs">How many of them a collaborator could have.</param>
public sealed record LeavingForecast(int Concepts, int WithHeirs);
