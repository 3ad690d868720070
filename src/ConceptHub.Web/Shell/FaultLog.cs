using System.Diagnostics;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Diagnostics;

namespace ConceptHub.Web.Shell;

/// <summary>Logs a fault of a request once, under the number that the fault page shows, and tells that page what members may know of it.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        LogFault(Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier, httpContext.Request.Method, httpContext.Request.Path, exception);
        if (StorageFullException.IsBehind(exception)) httpContext.Request.QueryString = QueryString.Create(FaultPage.WhyKey, FaultPage.DiskFull);
        return ValueTask.FromResult(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Number} in {Method} {Path}")]
    private partial void LogFault(string number, string method, string path, Exception exception);
}
