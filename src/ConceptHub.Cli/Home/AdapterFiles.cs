using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Seeds;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Cli.Home;

/// <summary>An adapter as named on the command line: <c>FILE</c> or <c>FILE:STRENGTH</c>.</summary>
internal sealed record AdapterChoice(string File, float Strength)
{
    /// <summary>What <see cref="Parse"/> reads, for help texts.</summary>
    public const string Form = "FILE[:STRENGTH]";

    /// <exception cref="CannotRunException">The strength is out of range.</exception>
    public static AdapterChoice Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !float.TryParse(text[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var strength)) return new AdapterChoice(text, StrengthRange.Usual.Recommended);
        if (!(strength >= StrengthRange.Usual.Min && strength <= StrengthRange.Usual.Max))
            throw new CannotRunException($"{text}: a strength goes from {StrengthRange.Usual.Min} to {StrengthRange.Usual.Max}.");
        return new AdapterChoice(text[..colon], strength);
    }
}

/// <summary>Adapter files on disk.</summary>
internal static class AdapterFiles
{
    /// <summary>Reads the adapters of a recipe. Their ids follow the order of the command line.</summary>
    /// <exception cref="CannotRunException">A file does not exist, or two have one trigger word.</exception>
    /// <exception cref="WorkFailedException">A file is refused; says why.</exception>
    public static IReadOnlyList<RecipePart> ReadRecipe(StableDiffusionModel model, IReadOnlyList<string> named)
    {
        var choices = named.Select(AdapterChoice.Parse).ToList();
        var parts = choices.Select((choice, i) => new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), Read(model, choice.File), choice.Strength)).ToList();
        if (parts.GroupBy(p => p.Adapter.TriggerWord).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CannotRunException($"Two of the adapters have the trigger word <{twice.Key}>.");
        return parts;
    }

    public static ConceptAdapter Read(StableDiffusionModel model, string path)
    {
        if (!File.Exists(path)) throw new CannotRunException($"The adapter '{path}' does not exist.");
        using var file = File.OpenRead(path);
        return ConceptAdapterFile.Inspect(file, model.Plan, model.Codebook).Match(
            accepted => accepted.Adapter,
            refused => throw new WorkFailedException($"{path} is refused: {string.Join(' ', refused.Problems.Select(p => p.Sentence))}"));
    }

    /// <summary>Those of the concepts that come with ConceptHub.</summary>
    public static IEnumerable<string> Seeds(HubHome home) =>
        Directory.Exists(home.Seed) ? Directory.GetDirectories(home.Seed).Order(StringComparer.Ordinal).Select(folder => new ConceptFolder(folder).Adapter).Where(File.Exists) : [];

    /// <summary>Null where it is refused, which is no fault of a file that was made for another model.</summary>
    public static ConceptAdapter? ReadFitting(StableDiffusionModel model, string path)
    {
        using var file = File.OpenRead(path);
        return ConceptAdapterFile.Inspect(file, model.Plan, model.Codebook).Match<ConceptAdapter?>(accepted => accepted.Adapter, _ => null);
    }

    /// <summary>Writes all or nothing.</summary>
    public static void Write(StableDiffusionModel model, ConceptAdapter adapter, string path, AdapterFileOptions? options = null) =>
        AtomicFile.Write(path, file => ConceptAdapterFile.Write(file, adapter, model.Plan, model.Codebook, options));
}
