using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A board in a list.</summary>
/// <param name="Pictures">How many lie on it.</param>
public sealed record BoardInfo(Guid Id, string Name, int Pictures);

/// <summary>A member's boards. Deleting one keeps its pictures; deleting a picture takes it off every board.</summary>
public sealed class Boards(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public const int LongestName = 60;
    public const int Most = 200;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<BoardInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Boards.Where(b => b.OwnerId == actor.Id).OrderBy(b => b.Name)
            .Select(b => new BoardInfo(b.Id, b.Name, b.Pictures.Count)).ToListAsync(cancellation);
    }

    public async Task<CreateBoardResult> CreateAsync(Actor actor, string name, CancellationToken cancellation)
    {
        name = name.Trim();
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await NameProblemAsync(hub, actor, name, null, cancellation) is { } problem) return new CreateBoardResult.Refused(problem);
        if (await hub.Boards.CountAsync(b => b.OwnerId == actor.Id, cancellation) >= Most) return new CreateBoardResult.Refused($"You have {Most} boards, which is the most.");

        var board = new Board { OwnerId = actor.Id, Name = name, CreatedAt = clock.GetUtcNow() };
        hub.Boards.Add(board);
        await hub.SaveChangesAsync(cancellation);
        return new CreateBoardResult.Created(board.Id);
    }

    public async Task<ActionResult> RenameAsync(Actor actor, Guid id, string name, CancellationToken cancellation)
    {
        name = name.Trim();
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await NameProblemAsync(hub, actor, name, id, cancellation) is { } problem) return new ActionResult.Refused(problem);
        var changed = await Own(hub, actor, id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Name, name), cancellation);
        return changed == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await Own(hub, actor, id).ExecuteDeleteAsync(cancellation) == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    /// <summary>Puts pictures on a board; those of others and those that lie there already are passed over.</summary>
    public async Task<ActionResult> AddAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> pictures, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (!await Own(hub, actor, id).AnyAsync(cancellation)) return new ActionResult.NotFound();

        var added = await hub.Pictures.Where(p => p.OwnerId == actor.Id && pictures.Contains(p.Id) && !p.Boards.Any(on => on.BoardId == id))
            .Select(p => p.Id).ToListAsync(cancellation);
        hub.BoardPictures.AddRange(added.Select(picture => new BoardPicture { BoardId = id, PictureId = picture }));
        await hub.SaveChangesAsync(cancellation);
        return new ActionResult.Done();
    }

    public async Task<ActionResult> RemoveAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> pictures, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (!await Own(hub, actor, id).AnyAsync(cancellation)) return new ActionResult.NotFound();

        await hub.BoardPictures.Where(on => on.BoardId == id && pictures.Contains(on.PictureId)).ExecuteDeleteAsync(cancellation);
        return new ActionResult.Done();
    }

    private static IQueryable<Board> Own(HubDbContext hub, Actor actor, Guid id) => hub.Boards.Where(b => b.Id == id && b.OwnerId == actor.Id);

    private static async Task<string?> NameProblemAsync(HubDbContext hub, Actor actor, string name, Guid? self, CancellationToken cancellation) =>
        name.Length is 0 or > LongestName ? $"A board's name has 1 to {LongestName} characters."
        : name.Any(char.IsControl) ? "A board's name is one line of text."
        : await hub.Boards.AnyAsync(b => b.OwnerId == actor.Id && b.Name == name && b.Id != self, cancellation) ? $"You have a board “{name}” already."
        : null;
}
