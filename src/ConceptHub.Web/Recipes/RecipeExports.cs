using System.Diagnostics;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Media;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Recipes;

/// <summary>A recipe to be exported.</summary>
/// <param name="Title">Null: the names of the concepts.</param>
/// <param name="Address">Whole address of the saved recipe; null when it was never saved.</param>
internal sealed record ExportOrder(ExportFormat Format, IReadOnlyList<RecipeEntry> Entries, string? Title, string? Address);

/// <summary>Has a recipe written as an archive, if all its concepts may be used now.</summary>
internal sealed class RecipeExports(RecipeLookup lookup, RecipeExporter exporter, Settlings settlings, BaseModelGate gate, TimeProvider clock)
{
    public async Task<ExportResult> MakeAsync(Actor actor, ExportOrder order, CancellationToken cancellation)
    {
        if (gate.Current is not { } model) return new ExportResult.Refused([RecipesTexts.ModelBeingRead]);
        var items = await lookup.ItemsAsync([.. order.Entries.Where(entry => entry.Enabled)], actor, RecipeUse.Exporting(actor), cancellation);
        if (items.Count == 0) return new ExportResult.Refused([RecipesTexts.NoConceptOn]);
        if (items.Any(item => item.Problem is not null)) return new ExportResult.Refused([.. items.Select(item => item.Problem).OfType<string>()]);

        // Rows for other programs get on far better once they were made quiet on each other, whatever the recipe's own pictures take.
        var quiet = await settlings.AdaptersAsync(model.Installed, order.Entries, cancellation);
        var request = Request(actor, model.Installed, order, items, quiet);
        var file = TemporaryFile.Create();
        try
        {
            await exporter.WriteAsync(request, file, cancellation);
            file.Position = 0;
            return new ExportResult.Made(file, $"{request.FileName}-{order.Format.ToString().ToLowerInvariant()}.zip");
        }
        catch (JobRefusedException refused)
        {
            await file.DisposeAsync();
            return new ExportResult.Refused([refused.Message]);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private ExportRequest Request(Actor actor, InstalledModel model, ExportOrder order, IReadOnlyList<RecipeItem> items, IReadOnlyDictionary<Guid, string> quiet)
    {
        var title = order.Title ?? string.Join(" + ", items.Select(item => item.Name));
        return new ExportRequest
        {
            Format = order.Format,
            BaseModelHash = model.Hash,
            Parts = [.. items.Select(item => Part(item, quiet.GetValueOrDefault(item.Entry.ConceptId)))],
            Title = title,
            FileName = ConceptWords.Slug(title),
            Recipe = order.Address,
            ExportedBy = actor.Name,
            Terms = [.. LicenceIntersection.Of([.. items.Select(item => item.Licenced)], actor.Id).Select(LicenceWords.Sentence)],
            Date = clock.GetUtcNow(),
        };
    }

    private static ExportPart Part(RecipeItem item, string? quiet) => new(
        new RecipeAdapter(item.Entry.ConceptId, item.Name, quiet ?? item.Version!.AdapterBlob, item.Entry.Strength),
        item.Entry.Version, LicenceWords.Line(item.Concept!.Licence), item.Concept.Card.CreatorName);
}

/// <summary>Answer to an export.</summary>
internal abstract record ExportResult
{
    private ExportResult() { }

    /// <param name="Archive">A zip file, from its start; the caller's to dispose.</param>
    public sealed record Made(Stream Archive, string FileName) : ExportResult;

    public sealed record Refused(IReadOnlyList<string> Problems) : ExportResult;

    public T Match<T>(Func<Made, T> made, Func<Refused, T> refused) => this switch
    {
        Made it => made(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
