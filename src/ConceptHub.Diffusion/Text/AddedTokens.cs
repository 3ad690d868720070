namespace ConceptHub.Diffusion.Text;

/// <summary>Literals that stand for ids of their own and are cut out of a prompt before it is split into words.</summary>
internal sealed class AddedTokens
{
    public static readonly AddedTokens None = new([]);

    private readonly (string Literal, int[] Ids)[] _longestFirst;

    private AddedTokens(IEnumerable<(string, int[])> tokens) => _longestFirst = [.. tokens.OrderByDescending(t => t.Item1.Length)];

    public AddedTokens With(IReadOnlyDictionary<string, int[]> more)
    {
        if (more.Keys.FirstOrDefault(string.IsNullOrWhiteSpace) is not null) throw new ArgumentException("An added token is empty.", nameof(more));
        var kept = _longestFirst.Where(t => !more.Keys.Contains(t.Literal, StringComparer.OrdinalIgnoreCase));
        return new AddedTokens(kept.Concat(more.Select(m => (m.Key, m.Value))));
    }

    /// <summary>The text in order: plain stretches with null, literals with their ids.</summary>
    public IEnumerable<(string Text, int[]? Ids)> Split(string text)
    {
        var plainStart = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (MatchAt(text, i) is not { } match) continue;
            if (i > plainStart) yield return (text[plainStart..i], null);
            yield return match;
            plainStart = i + match.Literal.Length;
            i = plainStart - 1;
        }

        if (plainStart < text.Length) yield return (text[plainStart..], null);
    }

    private (string Literal, int[] Ids)? MatchAt(string text, int start)
    {
        foreach (var token in _longestFirst)
            if (string.Compare(text, start, token.Literal, 0, token.Literal.Length, StringComparison.OrdinalIgnoreCase) == 0
                && start + token.Literal.Length <= text.Length
                && !Continues(text, start) && !Continues(text, start + token.Literal.Length))
                return token;
        return null;
    }

    /// <summary>A word goes on across this border.</summary>
    private static bool Continues(string text, int border) =>
        border > 0 && border < text.Length && char.IsLetterOrDigit(text[border - 1]) && char.IsLetterOrDigit(text[border]);
}
