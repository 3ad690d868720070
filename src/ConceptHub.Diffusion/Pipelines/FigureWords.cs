using System.Text.RegularExpressions;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// Which words of a prompt go with which figure: of "a tall A wearing a hat and B with sunglasses in the forest" the hat is A's, the
/// sunglasses B's, and the forest everybody's. Where a sentence leaves it open, words are everybody's.
/// </summary>
internal sealed partial class FigureWords
{
    private const string Place = "in|on|at|by|near|under|inside|before|behind";
    private const string Nouns = "evening|morning|spring|lighting|building|wedding|king|ring|wing|thing|red|bed";
    private const string Doings = @"\s+(?!(?:" + Nouns + @")\b)(?:\w+ing|\w+ed|as|who|with|without)\b";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly string _prompt;
    private readonly IReadOnlyList<CalledPhrase> _phrases;
    private readonly string[] _clauses;   // each with what goes with it; empty for who is not called
    private readonly string _together;    // what they all do, have or wear

    /// <param name="phrases">Of all figures, called or not.</param>
    /// <param name="drawnApart">Places in <paramref name="phrases"/> of those that the scene is drawn without.</param>
    public FigureWords(string prompt, IReadOnlyList<CalledPhrase> phrases, IReadOnlyList<int> drawnApart)
    {
        (_prompt, _phrases) = (prompt, phrases);
        (_clauses, _together) = Parts(mayTakePlaces: true);
        var rest = Rest(drawnApart);
        if (Nothing().IsMatch(rest))
        {
            (_clauses, _together) = Parts(mayTakePlaces: false);   // "A in the forest and B": all that says where they are
            rest = Rest(drawnApart);
        }

        Scene = Nothing().IsMatch(rest) ? drawnApart.Aggregate(prompt, (text, figure) => phrases[figure].Plain(text)) : rest;
    }

    /// <summary>What is drawn before them; the kinds of things they are where nothing else is said.</summary>
    public string Scene { get; }

    /// <summary>What one of them is asked for with.</summary>
    public string Of(int figure) => Without(_prompt, [.. Enumerable.Range(0, _phrases.Count).Where(other => other != figure)]);

    // "a photo of A and B on the beach" is a photo of the beach.
    private string Rest(IReadOnlyList<int> drawnApart) =>
        Leading().Replace(Without(_together.Length == 0 ? _prompt : Of($@"{Regex.Escape(_together)}\s*").Replace(_prompt, ""), drawnApart), "$1").Trim(' ', ',');

    private string Without(string text, IReadOnlyList<int> figures) =>
        figures.Aggregate(text, (rest, figure) => _phrases[figure].Without(_clauses[figure].Length == 0 ? rest : CalledPhrase.Without(rest, _clauses[figure])));

    private (string[] Clauses, string Together) Parts(bool mayTakePlaces)
    {
        var called = new List<(int Index, int Start, int End)>();
        foreach (var (index, (start, length)) in _phrases.Select((phrase, index) => (index, phrase.Find(_prompt))).Where(it => it.Item2.Length > 0).OrderBy(it => it.Item2.Start))
            if (called.Count == 0 || start >= called[^1].End) called.Add((index, start, start + length));   // of two with one trigger word the first is meant
        var starts = called.Select((it, i) => it.Start - Described().Match(_prompt[(i == 0 ? 0 : called[i - 1].End)..it.Start]).Length).ToList();
        List<string> own = [.. called.Skip(1).Select((_, i) => Between(_prompt[called[i].End..starts[i + 1]], mayTakePlaces))];
        var last = called.Count == 0 ? "" : Doing().Match(_prompt[called[^1].End..]).Value;
        var isOwn = own.Exists(words => words.Length > 0);   // "A with a hat and B walking", but "A and B walking"
        own.Add(isOwn ? last : "");
        var clauses = Enumerable.Repeat("", _phrases.Count).ToArray();
        foreach (var (i, it) in called.Index()) clauses[it.Index] = _prompt[starts[i]..(it.End + own[i].Length)];
        return (clauses, isOwn ? "" : last.TrimStart());
    }

    // Up to the next figure, without the words that join it.
    private static string Between(string text, bool mayTakePlaces)
    {
        var words = Joining().Replace(text, "");
        return Own().IsMatch(words) || (mayTakePlaces && InPlace().IsMatch(words)) ? words : "";
    }

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);

    // "a tall " before A
    [GeneratedRegex(@"\b(?:an?|the)\s+(?:(?!(?:of|and|with|to|from|" + Place + @")\b)[\w-]+\s+){1,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Described();

    [GeneratedRegex(@"\s*" + CalledPhrase.Joiner + @"?\s*[(\[]?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Joining();

    [GeneratedRegex("^" + Doings + @"[^,&()\[\]]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Own();

    [GeneratedRegex(@"^\s+(?:" + Place + @")\b[^,&()\[\]]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InPlace();

    // Up to where it says where they are, or something else begins.
    [GeneratedRegex("^" + Doings + @"(?:(?!\s+(?:and|" + Place + @")\b)[^,&()\[\]])*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Doing();

    // "of the beach" for "of in the beach"
    [GeneratedRegex(@"(^\s*|\bof\s+)(?:" + Place + @")\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Leading();

    [GeneratedRegex(@"^\W*(?:(?:an?|the)\s+)?(?:(?:photo|picture|painting|drawing|portrait|image|render)s?)?(?:\s+of)?\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Nothing();
}
