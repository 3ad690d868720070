using ConceptHub.Catalog;
using ConceptHub.Web.Gallery;

namespace ConceptHub.Web.Tests.Gallery;

public sealed class GalleryAddressTests
{
    private static readonly Uri Hub = new("http://hub/");

    [Fact]
    public void Every_filter_comes_back_from_the_address()
    {
        var query = new PictureQuery
        {
            Text = "a cat & dog, größe",
            ConceptId = Guid.NewGuid(),
            BoardId = Guid.NewGuid(),
            IsStarred = true,
            Visibility = PictureVisibility.Private,
            Sort = PictureSort.Oldest,
            Page = 3,
        };

        Assert.Equal(query, GalleryAddress.Read(new Uri(Hub, GalleryAddress.Of(query))));
        Assert.Equal("gallery", GalleryAddress.Of(new PictureQuery()));
    }

    [Theory]
    [InlineData("gallery?concept=x&board=&starred=yes&show=all&sort=up&page=-2")]
    [InlineData("gallery?page=99999999999999999999")]
    public void What_makes_no_sense_filters_nothing(string address) =>
        Assert.Equal(new PictureQuery(), GalleryAddress.Read(new Uri(Hub, address)));
}
