using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: pages work, the database included.</summary>
public static class HealthEndpoints
{
    public static void MapHubHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live"));
        routes.MapGet("/health/ready", async (ConceptSearch search, ILoggerFactory logs, CancellationToken cancellation) =>
        {
            try
            {
                await search.FindAsync(new ConceptQuery(), cancellation);
                return Results.Text("ready");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logs.CreateLogger("ConceptHub.Health").LogError(exception, "Not ready");
                return Results.Text("not ready: the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
    }
}
