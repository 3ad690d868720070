using System.Text;

namespace ConceptHub.Diffusion.Text;

/// <summary>Byte-level pair merging of one piece of text: UTF-8 bytes written as printable characters, the last one ending in <c>&lt;/w&gt;</c>.</summary>
internal sealed class BytePairMerges
{
    public const string WordEnd = "</w>";

    private readonly Dictionary<(string, string), int> _ranks = [];

    public BytePairMerges(IEnumerable<(string Left, string Right)> merges)
    {
        foreach (var (left, right) in merges) _ranks.TryAdd((left, right), _ranks.Count);
    }

    /// <summary>The 256 byte symbols in GPT-2's order (printable Latin-1 first, then the others from U+0100 on).</summary>
    public static IReadOnlyList<string> ByteSymbols { get; } = [.. Symbols().Select(s => s.Symbol)];

    private static readonly string[] SymbolOfByte = [.. Symbols().OrderBy(s => s.Byte).Select(s => s.Symbol)];

    /// <summary>Merges in the order they were added.</summary>
    public IEnumerable<(string Left, string Right)> Ordered => _ranks.OrderBy(r => r.Value).Select(r => r.Key);

    public void Add(string left, string right) => _ranks.TryAdd((left, right), _ranks.Count);

    /// <summary>Merges until no known pair is left, always the earliest-learned pair first and everywhere it occurs.</summary>
    public List<string> Apply(string piece)
    {
        var symbols = Encoding.UTF8.GetBytes(piece).Select(b => SymbolOfByte[b]).ToList();
        symbols[^1] += WordEnd;
        while (BestPair(symbols) is { } best) symbols = Join(symbols, best);
        return symbols;
    }

    private (string, string)? BestPair(List<string> symbols)
    {
        ((string, string)? pair, int rank) best = (null, int.MaxValue);
        for (var i = 0; i + 1 < symbols.Count; i++)
            if (_ranks.TryGetValue((symbols[i], symbols[i + 1]), out var rank) && rank < best.rank)
                best = ((symbols[i], symbols[i + 1]), rank);
        return best.pair;
    }

    private static List<string> Join(List<string> symbols, (string Left, string Right) pair)
    {
        var joined = new List<string>(symbols.Count);
        for (var i = 0; i < symbols.Count; i++)
        {
            var matches = i + 1 < symbols.Count && symbols[i] == pair.Left && symbols[i + 1] == pair.Right;
            joined.Add(matches ? pair.Left + pair.Right : symbols[i]);
            if (matches) i++;
        }

        return joined;
    }

    private static IEnumerable<(int Byte, string Symbol)> Symbols()
    {
        static bool IsPrintable(int b) => b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;

        var others = 0;
        foreach (var b in Enumerable.Range(0, 256).OrderBy(b => !IsPrintable(b)))
            yield return (b, ((char)(IsPrintable(b) ? b : 256 + others++)).ToString());
    }
}
