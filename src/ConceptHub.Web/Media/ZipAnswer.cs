using Microsoft.AspNetCore.Http.Features;

namespace ConceptHub.Web.Media;

/// <summary>A ZIP archive that is written while it is sent, and kept by no cache.</summary>
internal static class ZipAnswer
{
    public static IResult Of(HttpContext context, string name, Func<Stream, Task> write)
    {
        context.Response.Headers.CacheControl = "no-store";
        // .NET 10 ends an entry with a synchronous write of a few bytes, also when it is disposed asynchronously.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return Results.Stream(write, "application/zip", name);
    }
}
