namespace ConceptHub.BlockLora.Tests.Reservation;

public sealed class GaloisFieldTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Nonzero_elements_form_a_group(int size)
    {
        var field = new GaloisField(size);

        for (var a = 1; a < size; a++)
        {
            var row = Enumerable.Range(1, size - 1).Select(b => field.Multiply(a, b)).ToHashSet();
            Assert.Equal(size - 1, row.Count); // all different: every element has an inverse, so the polynomial is irreducible
            Assert.DoesNotContain(0, row);
            Assert.Equal(a, field.Multiply(a, 1));
            Assert.Equal(0, field.Multiply(a, 0));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void Multiplication_commutes_associates_and_distributes(int size)
    {
        var field = new GaloisField(size);

        for (var a = 0; a < size; a++)
            for (var b = 0; b < size; b++)
            {
                Assert.Equal(field.Multiply(a, b), field.Multiply(b, a));
                for (var c = 0; c < size; c++)
                {
                    Assert.Equal(field.Multiply(field.Multiply(a, b), c), field.Multiply(a, field.Multiply(b, c)));
                    Assert.Equal(field.Multiply(a, field.Add(b, c)), field.Add(field.Multiply(a, b), field.Multiply(a, c)));
                }
            }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(512)]
    public void Size_that_is_no_power_of_two_up_to_256_is_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaloisField(size));

    [Fact]
    public void Element_outside_the_field_is_refused()
    {
        var field = new GaloisField(16);

        Assert.Throws<ArgumentOutOfRangeException>(() => field.Add(16, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => field.Multiply(3, -1));
    }
}
