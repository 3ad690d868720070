using ConceptHub.BlockLora;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Seats;

/// <summary>
/// What a seat map needs to know of the installed base model: the names of the sites and the code that seats concepts.
/// Starts from the settings, so that pages come up before the model is read; the engine's bridge calls
/// <see cref="Use"/> once the model is loaded.
/// </summary>
public sealed class SeatPlan
{
    private volatile Layout _layout;

    /// <param name="blocks">K of the base model's block plan.</param>
    /// <param name="sites">L, the sites of the plan.</param>
    /// <param name="digits">t, the digits of a concept number.</param>
    public SeatPlan(int blocks, int sites, int digits) =>
        _layout = new Layout(new Codebook(blocks, sites, digits), null);

    public int Blocks => _layout.Code.Blocks;

    /// <summary>Short names of the sites, in the order of a codeword.</summary>
    public IReadOnlyList<string> Sites => _layout.Sites;

    /// <summary>The seats of a concept number, or null for a number that this model's code does not hold.</summary>
    public Codeword? Of(int conceptNumber)
    {
        var code = _layout.Code;
        return conceptNumber >= 0 && conceptNumber < code.Capacity ? code.Encode(conceptNumber) : null;
    }

    /// <summary>Takes up the plan of the model that was loaded.</summary>
    public void Use(Codebook code, IEnumerable<string> siteNames) => _layout = new Layout(code, [.. siteNames.Select(Short)]);

    /// <summary>"down_blocks.0.attentions.1.transformer_blocks.0" becomes "down 0.1".</summary>
    public static string Short(string siteName)
    {
        var parts = siteName.Split('.');
        var place = parts[0].Split('_')[0];
        var numbers = parts.Where(part => part.All(char.IsAsciiDigit)).ToArray();
        var shown = parts[0] == "mid_block" ? [] : numbers.Take(2);
        return place is "down" or "mid" or "up" ? $"{place} {string.Join('.', shown)}".TrimEnd() : siteName;
    }

    private sealed record Layout(Codebook Code, IReadOnlyList<string>? Names)
    {
        // Before the model is read, sites have numbers for names, in the language of whoever looks.
        public IReadOnlyList<string> Sites => Names ?? [.. Enumerable.Range(1, Code.Sites).Select(site => SeatsTexts.Site.With(site))];
    }
}
