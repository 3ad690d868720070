using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Diffusion.Tests.Pipelines;

public sealed class PictureSizesTests
{
    private static readonly PictureSizes Sizes = new(8, 512, 512, 2000);

    [Theory]
    [InlineData(512, 512, true)]
    [InlineData(520, 2000, true)]
    [InlineData(8, 8, true)]
    [InlineData(516, 512, false)]
    [InlineData(512, 2008, false)]
    [InlineData(0, 512, false)]
    [InlineData(-8, 512, false)]
    public void Multiples_within_the_limit_are_allowed(int width, int height, bool isAllowed) => Assert.Equal(isAllowed, Sizes.Allows(width, height));

    [Theory]
    [InlineData(500, 333, 504, 336)]
    [InlineData(1, -40, 8, 8)]
    [InlineData(int.MaxValue, 511, 2000, 512)]
    public void Nearest_size_is_allowed(int width, int height, int nearestWidth, int nearestHeight) =>
        Assert.Equal((nearestWidth, nearestHeight), Sizes.Nearest(width, height));

    [Theory]
    [InlineData(4000, 3000, 680, 512)]
    [InlineData(100, 100, 512, 512)]
    [InlineData(300, 30000, 512, 2000)]
    public void Size_like_a_picture_has_the_models_own_shorter_edge(int width, int height, int likeWidth, int likeHeight) =>
        Assert.Equal((likeWidth, likeHeight), Sizes.Like(width, height));
}
