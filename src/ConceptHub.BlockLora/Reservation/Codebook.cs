namespace ConceptHub.BlockLora;

/// <summary>
/// Gives every concept number its codeword: the base-K digits of the number are the coefficients of a polynomial over GF(K),
/// and site s gets its value at the element with bit pattern s (a Reed-Solomon code). Two numbers share at most
/// <see cref="MaximumOverlap"/> sites; numbers of one pool share none.
/// </summary>
public sealed class Codebook
{
    private readonly GaloisField _field;

    /// <param name="blocks">K, a power of two from 2 to 256.</param>
    /// <param name="sites">L; beyond K the evaluation points repeat, and the overlap bound grows accordingly.</param>
    /// <param name="digits">t, the number of base-K digits of a concept number.</param>
    public Codebook(int blocks, int sites, int digits = 3)
    {
        _field = new GaloisField(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        if (digits * int.Log2(blocks) > 30) throw new ArgumentOutOfRangeException(nameof(digits), digits, "Concept numbers would leave 30 bits.");
        Sites = sites;
        Digits = digits;
        Capacity = 1 << (digits * int.Log2(blocks));
    }

    /// <summary>K: blocks to choose from at each site, and numbers in a pool.</summary>
    public int Blocks => _field.Size;

    public int Sites { get; }

    public int Digits { get; }

    /// <summary>How many concept numbers there are: 0 .. Capacity - 1.</summary>
    public int Capacity { get; }

    /// <summary>Pools are the runs of K numbers that differ in the lowest digit only; no two concepts of a pool ever share a block.</summary>
    public int PoolCount => Capacity / Blocks;

    /// <summary>Most sites two different numbers can share: (t - 1) * ceil(L / K), at most L.</summary>
    public int MaximumOverlap => Math.Min(Sites, (Digits - 1) * ((Sites + Blocks - 1) / Blocks));

    /// <summary>Name of the code, stored in every adapter; adapters of different codes do not mix.</summary>
    public string Id => $"rs-gf{Blocks}-l{Sites}-t{Digits}-v1";

    public static Codebook For(BlockPlan plan, int digits = 3) => new(plan.Blocks, plan.Sites.Count, digits);

    /// <exception cref="ArgumentOutOfRangeException">The number is not in 0 .. <see cref="Capacity"/> - 1.</exception>
    public Codeword Encode(int conceptNumber)
    {
        Span<int> coefficients = stackalloc int[Digits];
        var rest = Checked(conceptNumber);
        for (var i = 0; i < Digits; i++, rest /= Blocks) coefficients[i] = rest % Blocks;

        var blocks = new int[Sites];
        for (var site = 0; site < Sites; site++) blocks[site] = _field.Evaluate(coefficients, site % Blocks);
        return new Codeword(blocks);
    }

    public int PoolOf(int conceptNumber) => Checked(conceptNumber) / Blocks;

    /// <summary>The K numbers of a pool, rising.</summary>
    public IReadOnlyList<int> NumbersIn(int pool)
    {
        if (pool < 0 || pool >= PoolCount) throw new ArgumentOutOfRangeException(nameof(pool), pool, $"The codebook has {PoolCount} pools.");
        return [.. Enumerable.Range(pool * Blocks, Blocks)];
    }

    /// <summary>Number of sites at which both concepts hold the same block.</summary>
    public int Overlap(int first, int second) => Encode(first).SitesSharedWith(Encode(second)).Count;

    private int Checked(int conceptNumber) => conceptNumber >= 0 && conceptNumber < Capacity
        ? conceptNumber
        : throw new ArgumentOutOfRangeException(nameof(conceptNumber), conceptNumber, $"Concept numbers go from 0 to {Capacity - 1}.");
}
