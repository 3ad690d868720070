namespace ConceptHub.BlockLora;

/// <summary>GF(2^n): elements are the bit patterns 0 .. 2^n - 1, addition is exclusive or, multiplication is modulo an irreducible polynomial.</summary>
public sealed class GaloisField
{
    // Irreducible over GF(2), as bit patterns. Changing one would change every codeword already given out.
    private static readonly int[] Polynomials = [0, 0b11, 0b111, 0b1011, 0x13, 0x25, 0x43, 0x83, 0x11B];

    private readonly int _bits;

    /// <param name="size">2, 4, 8, .. 256.</param>
    public GaloisField(int size)
    {
        if (size is < 2 or > 256 || !int.IsPow2(size)) throw new ArgumentOutOfRangeException(nameof(size), size, "The field size is a power of two from 2 to 256.");
        Size = size;
        _bits = int.Log2(size);
    }

    public int Size { get; }

    /// <summary>The irreducible polynomial as a bit pattern, for example 0x13 for x^4 + x + 1.</summary>
    public int Polynomial => Polynomials[_bits];

    public int Add(int a, int b) => Checked(a) ^ Checked(b);

    public int Multiply(int a, int b)
    {
        var shifted = Checked(a);
        var product = 0;
        for (var rest = Checked(b); rest != 0; rest >>= 1)
        {
            if ((rest & 1) != 0) product ^= shifted;
            shifted <<= 1;
            if ((shifted & Size) != 0) shifted ^= Polynomial;
        }

        return product;
    }

    /// <summary>Value at <paramref name="point"/> of the polynomial whose coefficients rise from the constant term (Horner).</summary>
    public int Evaluate(ReadOnlySpan<int> coefficients, int point)
    {
        var value = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = Add(Multiply(value, point), coefficients[i]);
        return value;
    }

    private int Checked(int element) =>
        element >= 0 && element < Size ? element : throw new ArgumentOutOfRangeException(nameof(element), element, $"Not an element of GF({Size}).");
}
