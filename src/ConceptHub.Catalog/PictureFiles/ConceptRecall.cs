using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A recipe made of what a file names, and a sentence for everything that is not as the file says.</summary>
public sealed record RecalledRecipe(IReadOnlyList<RecipeEntry> Recipe, IReadOnlyList<string> Notes);

/// <summary>
/// Finds the hub's concepts for what a picture's file names: by id and version, by the hash of the file, by trigger word, by name.
/// A name proves little, so it is said when nothing else led to the concept.
/// </summary>
public sealed partial class ConceptRecall(IDbContextFactory<HubDbContext> hubs)
{
    // Shorter beginnings of a hash would fit files by chance.
    private const int ShortestHash = 8;

    public async Task<RecalledRecipe> FindAsync(IReadOnlyList<FileConcept> named, Actor viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var recipe = new List<RecipeEntry>();
        var notes = new List<string>();
        foreach (var concept in named)
        {
            if (await FoundAsync(hub, concept, viewer, cancellation) is not { } found)
            {
                notes.Add($"“{Shown(concept.Name)}” is not on this hub and was left out.");
                continue;
            }

            if (recipe.Exists(entry => entry.ConceptId == found.Version.ConceptId) || recipe.Count == Composer.LongestRecipe)
            {
                notes.Add($"“{Shown(concept.Name)}” was left out: {(recipe.Count == Composer.LongestRecipe ? "the recipe is full" : $"“{found.Version.Concept.Name}” is in the recipe already")}.");
                continue;
            }

            var strength = (float)Math.Clamp(concept.Strength, 0, 2);
            if (found.Note is { } note) notes.Add(note);
            if (strength != (float)concept.Strength) notes.Add(string.Create(CultureInfo.InvariantCulture, $"“{found.Version.Concept.Name}” had the strength {concept.Strength:0.##}; strengths go from 0 to 2 here."));
            recipe.Add(new RecipeEntry(found.Version.ConceptId, found.Version.Number, strength, concept.Enabled) { Region = concept.Region });
        }

        return new RecalledRecipe(recipe, notes);
    }

    private static async Task<Found?> FoundAsync(HubDbContext hub, FileConcept named, Actor viewer, CancellationToken cancellation)
    {
        var visible = hub.ConceptVersions.AsNoTracking().Include(version => version.Concept)
            .Where(version => Concepts.VisibleTo(hub.Concepts, viewer).Any(concept => concept.Id == version.ConceptId));
        if (named.ConceptId is { } id)
        {
            var versions = await visible.Where(version => version.ConceptId == id).OrderByDescending(version => version.Number).ToListAsync(cancellation);
            if (versions.Find(version => version.Number == named.Version) is { } same) return new Found(same, null);
            if (versions is [var newest, ..]) return new Found(newest, $"“{newest.Concept.Name}” has no version {named.Version} here; version {newest.Number} stands in for it.");
        }

        if (named.Hash is { Length: >= ShortestHash } hash && hash.All(char.IsAsciiHexDigitLower)
            && await visible.FirstOrDefaultAsync(version => version.AdapterBlob.StartsWith(hash), cancellation) is { } file) return new Found(file, null);
        return await ByWordsAsync(visible, named, cancellation) is { } guess
            ? new Found(guess, $"“{Shown(named.Name)}” was taken for the concept “{guess.Concept.Name}”, because of its name.")
            : null;
    }

    private static async Task<ConceptVersion?> ByWordsAsync(IQueryable<ConceptVersion> visible, FileConcept named, CancellationToken cancellation)
    {
        var plain = VersionEnding().Replace(named.Name, "");
        if (!plain.Any(char.IsLetterOrDigit)) return null;
        var (trigger, slug) = (ConceptWords.TriggerKey(named.Trigger ?? plain), ConceptWords.Slug(plain));
        return await visible
            .Where(version => version.Concept.TriggerKey == trigger || version.Concept.Slug == slug)
            // The word is one concept's alone; a slug may be several's, and the oldest has the older right.
            .OrderByDescending(version => version.Concept.TriggerKey == trigger).ThenBy(version => version.Concept.PublishedAt).ThenByDescending(version => version.Number)
            .FirstOrDefaultAsync(cancellation);
    }

    private static string Shown(string name) => name.Length <= 80 ? name : name[..80] + "…";

    private sealed record Found(ConceptVersion Version, string? Note);

    [GeneratedRegex("[-_ ]v[0-9]{1,4}$", RegexOptions.IgnoreCase)]
    private static partial Regex VersionEnding();
}
