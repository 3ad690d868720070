namespace ConceptHub.Catalog;

/// <summary>"Did you mean": the nearest words that concepts have, for words that none has.</summary>
internal static class ConceptSuggestions
{
    private const int ShortWord = 4;

    /// <returns>The words with the lost ones mended, or null when one of them has nothing near it.</returns>
    public static async Task<string?> ForAsync(HubDbContext hub, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var mended = new List<string>();
        foreach (var word in words.Select(ConceptWords.Folded))
        {
            if (await NearestAsync(hub, word, cancellation) is not { } nearest) return null;
            mended.Add(nearest);
        }

        return mended.SequenceEqual(words.Select(ConceptWords.Folded)) || (await hub.HitsAsync(mended, 0, cancellation)).Count == 0 ? null : string.Join(' ', mended);
    }

    // Most mistakes leave the first letter right; only when that finds nothing all words are looked through.
    private static async Task<string?> NearestAsync(HubDbContext hub, string word, CancellationToken cancellation)
    {
        if ((await hub.TermsAsync(word, cancellation)).Count > 0) return word;
        return Nearest(word, await hub.TermsAsync(word[..1], cancellation)) ?? Nearest(word, await hub.TermsAsync("", cancellation));
    }

    private static string? Nearest(string word, IReadOnlyList<KnownTerm> terms)
    {
        var most = word.Length <= ShortWord ? 1 : 2;
        return terms.Where(term => Math.Abs(term.Term.Length - word.Length) <= most)
            .Select(term => (Term: term, Distance: Distance(word, term.Term)))
            .Where(it => it.Distance <= most)
            .OrderBy(it => it.Distance).ThenByDescending(it => it.Term.Concepts).Select(it => it.Term.Term).FirstOrDefault();
    }

    /// <summary>Letters to insert, leave out, exchange or swap with their neighbour (optimal string alignment).</summary>
    internal static int Distance(string first, string second)
    {
        var (before, last, row) = (new int[second.Length + 1], Enumerable.Range(0, second.Length + 1).ToArray(), new int[second.Length + 1]);
        for (var i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[second.Length];
    }
}
