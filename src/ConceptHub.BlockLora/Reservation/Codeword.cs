namespace ConceptHub.BlockLora;

/// <summary>A concept's reservation: one block index per site. Equal when the blocks are equal.</summary>
public sealed class Codeword : IEquatable<Codeword>
{
    private readonly int[] _blocks;

    public Codeword(IEnumerable<int> blocks) => _blocks = [.. blocks];

    /// <summary>Block index by site.</summary>
    public IReadOnlyList<int> Blocks => _blocks;

    public int this[int site] => _blocks[site];

    /// <summary>Sites at which both codewords name the same block.</summary>
    public IReadOnlyList<int> SitesSharedWith(Codeword other)
    {
        if (other._blocks.Length != _blocks.Length) throw new ArgumentException("The codewords are of different codebooks.", nameof(other));
        return [.. Enumerable.Range(0, _blocks.Length).Where(site => _blocks[site] == other._blocks[site])];
    }

    public bool Equals(Codeword? other) => other is not null && _blocks.AsSpan().SequenceEqual(other._blocks);

    public override bool Equals(object? obj) => Equals(obj as Codeword);

    public override int GetHashCode() => _blocks.Aggregate(17, HashCode.Combine);

    /// <summary>The blocks with commas between, as files and the database store them.</summary>
    public override string ToString() => string.Join(',', _blocks);

    /// <summary>Reads <see cref="ToString"/> back; false for anything but whole numbers with commas between.</summary>
    public static bool TryParse(string text, out Codeword codeword)
    {
        var blocks = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, System.Globalization.NumberStyles.None, null, out var block))
            {
                codeword = new Codeword([]);
                return false;
            }

            blocks.Add(block);
        }

        codeword = new Codeword(blocks);
        return true;
    }
}
