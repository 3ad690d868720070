namespace ConceptHub.BlockLora.Tests.Reservation;

public sealed class TriggerCodeTests
{
    private static readonly Codebook Book = new(16, 7);

    [Fact]
    public void Codes_of_a_pool_are_at_right_angles_and_others_nearly()
    {
        var codes = Book.NumbersIn(3).Select(number => TriggerCode.Of(Book, number, 128)).ToList();
        var stranger = TriggerCode.Of(Book, 900, 128);

        for (var i = 0; i < codes.Count; i++)
        {
            Assert.Equal(1, Dot(codes[i], codes[i]), 1e-5);
            for (var j = 0; j < i; j++) Assert.Equal(0, Dot(codes[i], codes[j]), 1e-5);
            Assert.InRange(Math.Abs(Dot(codes[i], stranger)), 0, 0.4);
        }
    }

    // Adapters of other machines were trained to be silent on these very vectors.
    [Fact]
    public void Code_of_a_number_never_changes()
    {
        float[] expected = [-0.0862017f, 0.0390185f, 0.0228533f, -0.1817024f];

        Assert.All(TriggerCode.Of(Book, 35, 128).Zip(expected), it => Assert.Equal(it.Second, it.First, 1e-6f));
    }

    [Fact]
    public void An_embedding_narrower_than_a_pool_has_codes_all_the_same()
    {
        var codes = Book.NumbersIn(0).Select(number => TriggerCode.Of(Book, number, 8)).ToList();

        Assert.All(codes, code => Assert.Equal(1, Dot(code, code), 1e-5));
        Assert.Equal(codes.Count, codes.Select(code => code[0]).Distinct().Count());
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
