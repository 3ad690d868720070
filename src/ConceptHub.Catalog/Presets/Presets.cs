using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Named settings of the composer, each seen and changed by its owner alone.</summary>
public sealed class Presets(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public const int LongestName = 40;

    /// <summary>Presets that one member may keep.</summary>
    public const int Most = 50;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<PresetInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var presets = await hub.Presets.Where(p => p.OwnerId == actor.Id).Select(p => new PresetInfo(p.Id, p.Name, p.Settings)).ToListAsync(cancellation);
        return [.. presets.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<KeepPresetResult> KeepAsync(Actor actor, string name, PresetSettings settings, CancellationToken cancellation)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName) return new KeepPresetResult.Refused($"Give the preset a name of 1 to {LongestName} characters.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var names = await hub.Presets.Where(p => p.OwnerId == actor.Id).Select(p => p.Name).ToListAsync(cancellation);
        if (names.Count >= Most) return new KeepPresetResult.Refused($"You keep {Most} presets already, which is the most. Delete one first.");
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return new KeepPresetResult.Refused($"You have a preset “{name}” already. Choose another name, or update that one.");

        var preset = new Preset { OwnerId = actor.Id, Name = name, Settings = settings, CreatedAt = clock.GetUtcNow() };
        hub.Presets.Add(preset);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new KeepPresetResult.Kept(new PresetInfo(preset.Id, preset.Name, preset.Settings));
    }

    public async Task<ActionResult> UpdateAsync(Actor actor, Guid id, PresetSettings settings, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var changed = await hub.Presets.Where(p => p.Id == id && p.OwnerId == actor.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Settings, settings), cancellation);
        return changed == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var removed = await hub.Presets.Where(p => p.Id == id && p.OwnerId == actor.Id).ExecuteDeleteAsync(cancellation);
        return removed == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }
}
