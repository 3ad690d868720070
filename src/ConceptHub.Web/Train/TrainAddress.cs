using ConceptHub.Catalog;

namespace ConceptHub.Web.Train;

/// <summary>Addresses of the wizard.</summary>
public static class TrainAddress
{
    /// <summary>A picture of an example set.</summary>
    public static string Example(string slug, int index) => $"train/examples/{slug}/{index}.png";

    public static string Of(Guid draftId) => $"train/{draftId}";

    /// <summary>Where LoRAs are brought.</summary>
    public const string Lora = "train/lora";

    /// <summary>The projected LoRA of a draft.</summary>
    public static string Niche(Guid draftId) => $"train/{draftId}/niche.safetensors";
}

/// <summary>The pictures of example sets, for members who choose one, and projected LoRAs, for their owners.</summary>
public static class TrainEndpoints
{
    public static void MapHubTraining(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/train/{draft:guid}/niche.safetensors", NicheAsync).RequireAuthorization();
        routes.MapGet("/train/examples/{slug}/{index:int}.png", (string slug, int index, ExamplePictures examples, HttpContext context) =>
        {
            if (examples.Open(slug, index) is not { } picture) return Results.NotFound();
            context.Response.Headers.CacheControl = "private, max-age=86400";
            return Results.Stream(picture, "image/png");
        });
    }

    private static async Task<IResult> NicheAsync(Guid draft, HttpContext context, Niches niches, FileBlobStore blobs, CancellationToken cancellation)
    {
        if (Actor.From(context.User) is not { } actor || await niches.FindAsync(actor, draft, cancellation) is not { } file || !blobs.Contains(file.Blob)) return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(await blobs.OpenReadAsync(file.Blob, cancellation), "application/octet-stream", fileDownloadName: $"{file.Slug}-niche.safetensors", enableRangeProcessing: true);
    }
}
