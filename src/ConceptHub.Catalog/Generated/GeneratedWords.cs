using System.Text;

namespace ConceptHub.Catalog;

/// <summary>Made-up words that are as unevenly frequent as those of a language: the n-th comes a n-th as often as the first (Zipf's law).</summary>
public sealed class GeneratedWords
{
    private static readonly string[] Syllables =
    [
        "ba", "bel", "cor", "da", "del", "dra", "el", "fa", "fen", "gar", "go", "ha", "hol", "il", "ja", "ka", "kel", "la", "lum", "ma", "mir", "mo", "na", "nor", "o", "pa",
        "per", "qui", "ra", "ril", "ro", "sa", "sel", "sha", "ta", "tor", "u", "va", "vin", "wa", "wen", "ya", "zo", "zan",
    ];

    private readonly string[] _words;
    private readonly double[] _sums;

    /// <param name="count">Different words.</param>
    public GeneratedWords(int count)
    {
        _words = [.. Enumerable.Range(0, count).Select(Word)];
        _sums = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) _sums[i] = sum += 1.0 / (i + 1);
    }

    public string this[int rank] => _words[rank];

    public int RankOf(string word) => Array.IndexOf(_words, word);

    public string Draw(Random random)
    {
        var found = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return _words[Math.Min(found < 0 ? ~found : found, _words.Length - 1)];
    }

    public string Draw(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Draw(random)));

    // Numbers in the base of the syllables, at least two of them; scattered, so that neighbours in frequency do not begin alike.
    private static string Word(int rank)
    {
        var left = rank * 7919L % 1_000_003 + Syllables.Length;
        var word = new StringBuilder();
        for (; left > 0; left /= Syllables.Length) word.Append(Syllables[(int)(left % Syllables.Length)]);
        return word.ToString();
    }
}
