using System.Diagnostics;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Diagnostics;

namespace ConceptHub.Web.Shell;

/// <summary>Logs a fault of a request once, under the number that the fault page shows, and tells that page what members may know of it.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        LogFault(Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier, httpContext.Request.Method, PathOf(httpContext), exception);
        if (StorageFullException.IsBehind(exception)) httpContext.Request.QueryString = QueryString.Create(FaultPage.WhyKey, FaultPage.DiskFull);
        return ValueTask.FromResult(false);
    }

    // The request is on its way to the fault page already. Never the query, which may hold the token of a link; encoded, so that no path writes lines of its own.
    private static string PathOf(HttpContext context) => new PathString(context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Request.Path.Value).ToUriComponent();

    [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Number} in {Method} {Path}")]
    private partial void LogFault(string number, string method, string path, Exception exception);
}
