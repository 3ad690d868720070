using ConceptHub.Catalog;

namespace ConceptHub.Web.Train;

/// <summary>Addresses of the wizard.</summary>
public static class TrainAddress
{
    /// <summary>A picture of an example set.</summary>
    public static string Example(string slug, int index) => $"/train/examples/{slug}/{index}.png";

    public static string Of(Guid draftId) => $"/train/{draftId}";
}

/// <summary>The pictures of example sets, for members who choose one.</summary>
public static class TrainEndpoints
{
    public static void MapHubTraining(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/train/examples/{slug}/{index:int}.png", (string slug, int index, ExamplePictures examples, HttpContext context) =>
        {
            if (examples.Open(slug, index) is not { } picture) return Results.NotFound();
            context.Response.Headers.CacheControl = "private, max-age=86400";
            return Results.Stream(picture, "image/png");
        });
}
