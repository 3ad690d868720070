using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using Spectre.Console;

namespace ConceptHub.Cli.Merge;

/// <summary>The seat map of a recipe as text: which block each concept holds at each site, and who shares one.</summary>
internal static class SeatTable
{
    public static void Write(IReadOnlyList<RecipePart> recipe, Codebook codebook, BlockPlan plan)
    {
        var conflicts = RecipeConflicts.Of([.. recipe.Select(p => new SeatedConcept(p.Id, p.Adapter.Codeword, AdapterEnergy.Of(p.Adapter, plan)))], codebook.Sites, codebook.Blocks);
        var seats = new Table { Border = TableBorder.Simple, Title = new TableTitle($"Blocks by site (of {codebook.Blocks}; * shared)") };
        seats.AddColumn("concept").AddColumn("strength");
        for (var site = 0; site < codebook.Sites; site++) seats.AddColumn(new TableColumn($"{site}").RightAligned());
        foreach (var part in recipe)
        {
            var cells = part.Adapter.Codeword.Blocks.Select((block, site) => conflicts.SeatMap[site, block].Count > 1 ? $"{block}*" : $"{block}");
            seats.AddRow([Name(part), FormattableString.Invariant($"{part.Strength:0.##}"), .. cells]);
        }

        AnsiConsole.Write(seats);
        if (conflicts.Pairs.Count == 0)
        {
            Console.WriteLine("No two concepts share a block.");
            return;
        }

        var shared = new Table { Border = TableBorder.Simple, Title = new TableTitle("Overlaps") };
        foreach (var heading in new[] { "concepts", "shared sites", "share", "energy" }) shared.AddColumn(heading);
        foreach (var pair in conflicts.Pairs)
            shared.AddRow($"{Name(Of(recipe, pair.First))} and {Name(Of(recipe, pair.Second))}", string.Join(", ", pair.SharedSites), FormattableString.Invariant($"{pair.Share:0 %}"), FormattableString.Invariant($"{pair.Energy:0.00}"));
        AnsiConsole.Write(shared);
    }

    private static RecipePart Of(IReadOnlyList<RecipePart> recipe, Guid id) => recipe.First(p => p.Id == id);

    private static string Name(RecipePart part) => Markup.Escape(part.Adapter.TriggerWord);
}
