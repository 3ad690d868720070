namespace ConceptHub.BlockLora.Tests.Reservation;

public sealed class CodebookTests
{
    [Theory]
    [InlineData(16, 16, 17, "1,0,3,2,5,4,7,6,9,8,11,10,13,12,15,14")]
    [InlineData(16, 16, 35, "3,1,7,5,11,9,15,13,0,2,4,6,8,10,12,14")]
    [InlineData(16, 16, 300, "12,15,12,15,7,4,7,4,3,0,3,0,8,11,8,11")]
    [InlineData(16, 16, 4095, "15,15,11,11,4,4,0,0,6,6,2,2,13,13,9,9")]
    [InlineData(32, 16, 1023, "31,0,4,27,12,19,23,8,28,3,7,24,15,16,20,11")]
    [InlineData(16, 7, 35, "3,1,7,5,11,9,15")]
    public void Number_has_its_fixed_codeword(int blocks, int sites, int number, string codeword) =>
        Assert.Equal(codeword, new Codebook(blocks, sites).Encode(number).ToString());

    [Theory]
    [InlineData(8, 8, 2)]
    [InlineData(8, 16, 2)] // points repeat
    [InlineData(16, 7, 2)]
    [InlineData(16, 16, 2)]
    [InlineData(8, 7, 3)]
    public void Every_pair_of_numbers_stays_within_the_bound_and_reaches_it(int blocks, int sites, int digits)
    {
        var codebook = new Codebook(blocks, sites, digits);
        var words = Enumerable.Range(0, codebook.Capacity).Select(codebook.Encode).ToList();

        var most = 0;
        for (var i = 0; i < words.Count; i++)
            for (var j = i + 1; j < words.Count; j++)
                most = Math.Max(most, words[i].SitesSharedWith(words[j]).Count);

        Assert.Equal(codebook.MaximumOverlap, most);
    }

    // The code is linear: a and b share a site exactly where a xor b has a zero. So all pairs are covered by all words.
    [Theory]
    [InlineData(16, 16, 3, 2)]
    [InlineData(16, 7, 3, 2)]
    [InlineData(32, 16, 3, 2)]
    [InlineData(64, 32, 2, 1)]
    [InlineData(16, 16, 4, 3)]
    public void Larger_codes_stay_within_the_bound(int blocks, int sites, int digits, int bound)
    {
        var codebook = new Codebook(blocks, sites, digits);

        var most = Enumerable.Range(1, codebook.Capacity - 1).Max(number => codebook.Encode(number).Blocks.Count(block => block == 0));

        Assert.Equal(bound, most);
        Assert.Equal(bound, codebook.MaximumOverlap);
    }

    [Fact]
    public void Code_is_linear()
    {
        var codebook = new Codebook(16, 7);
        var random = new Random(5);

        for (var i = 0; i < 2000; i++)
        {
            var (a, b) = (random.Next(4096), random.Next(4096));
            Assert.Equal(codebook.Encode(a ^ b), new Codeword(codebook.Encode(a).Blocks.Zip(codebook.Encode(b).Blocks, (x, y) => x ^ y)));
        }
    }

    [Theory]
    [InlineData(16, 7, 3)]
    [InlineData(16, 16, 2)]
    [InlineData(8, 16, 2)]
    public void Members_of_a_pool_never_meet_and_fill_every_site(int blocks, int sites, int digits)
    {
        var codebook = new Codebook(blocks, sites, digits);

        for (var pool = 0; pool < codebook.PoolCount; pool++)
        {
            var words = codebook.NumbersIn(pool).Select(codebook.Encode).ToList();
            for (var site = 0; site < sites; site++) Assert.Equal(blocks, words.Select(word => word[site]).Distinct().Count());
            Assert.All(codebook.NumbersIn(pool), number => Assert.Equal(pool, codebook.PoolOf(number)));
        }
    }

    [Fact]
    public void Pools_with_the_same_top_digit_meet_at_one_site_less()
    {
        var codebook = new Codebook(16, 16);

        for (var b = 1; b < 256; b++) Assert.True(codebook.Overlap(0, b) <= 1);
        Assert.Equal(4096, codebook.Capacity);
        Assert.Equal(256, codebook.PoolCount);
    }

    [Fact]
    public void Overlaps_are_spread_as_enumerated_for_three_digits()
    {
        var codebook = new Codebook(16, 16);

        var shares = Enumerable.Range(1, 4095).GroupBy(n => codebook.Overlap(0, n)).ToDictionary(g => g.Key, g => g.Count() / 4095.0);

        Assert.Equal(0.44, shares[0], 0.005);
        Assert.Equal(0.12, shares[1], 0.005);
        Assert.Equal(0.44, shares[2], 0.005);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4096)]
    public void Number_outside_the_code_is_refused(int number)
    {
        var codebook = new Codebook(16, 7);

        Assert.Throws<ArgumentOutOfRangeException>(() => codebook.Encode(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => codebook.PoolOf(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("1,-2")]
    [InlineData("1, 2")]
    [InlineData("1,99999999999")]
    public void Text_that_is_no_codeword_is_refused(string text) => Assert.False(Codeword.TryParse(text, out _));

    [Fact]
    public void Codeword_text_reads_back()
    {
        var codeword = new Codebook(16, 7).Encode(300);

        Assert.True(Codeword.TryParse(codeword.ToString(), out var again));
        Assert.Equal(codeword, again);
        Assert.Equal(codeword.GetHashCode(), again.GetHashCode());
    }
}
