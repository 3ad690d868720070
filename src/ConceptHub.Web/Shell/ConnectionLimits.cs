using System.Collections.Concurrent;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Shell;

/// <summary>Section <c>Hub:Connections</c> of the settings: how many live connections (open pages, listening programs) there may be at once.</summary>
public sealed record ConnectionOptions
{
    /// <summary>Of one member.</summary>
    public int OfMember { get; init; } = 16;

    /// <summary>Of visitors from one address who are not signed in.</summary>
    public int OfAddress { get; init; } = 32;

    /// <summary>Of all.</summary>
    public int All { get; init; } = 5000;
}

/// <summary>Blazor takes any number of connections, each with a circuit's memory: this counts them and refuses what is too much with 503 and a sentence.</summary>
internal sealed class ConnectionLimits(ConnectionOptions options)
{
    private const string Pages = "/_blazor", Programs = "/hubs/jobs", Negotiation = "/negotiate";
    private const int RetrySeconds = 10;

    private readonly ConcurrentDictionary<string, int> _open = new();
    private int _all;

    /// <summary>A connection is a request that lasts; before it the browser asks for one, and is told at once.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (who, most) = Actor.From(context.User) is { } actor
            ? (actor.Id.ToString(), options.OfMember)
            : (context.Connection.RemoteIpAddress?.ToString() ?? "", options.OfAddress);
        if (IsConnection(context.Request))
        {
            var isLet = Interlocked.Increment(ref _all) <= options.All;
            isLet &= _open.AddOrUpdate(who, 1, (_, open) => open + 1) <= most;
            try
            {
                await (isLet ? next(context) : RefuseAsync(context));
            }
            finally
            {
                Leave(who);
            }
        }
        else
        {
            await (IsNegotiation(context.Request) && (_all >= options.All || _open.GetValueOrDefault(who) >= most) ? RefuseAsync(context) : next(context));
        }
    }

    private static bool IsConnection(HttpRequest request) => !HttpMethods.IsPost(request.Method) && (request.Path == Pages || request.Path == Programs);

    private static bool IsNegotiation(HttpRequest request) => request.Path == Pages + Negotiation || request.Path == Programs + Negotiation;

    private void Leave(string who)
    {
        Interlocked.Decrement(ref _all);
        if (_open.AddOrUpdate(who, 0, (_, open) => open - 1) == 0) _open.TryRemove(KeyValuePair.Create(who, 0));
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsync(ShellTexts.TooManyConnections);
    }
}

internal static class ConnectionLimiting
{
    public static IServiceCollection AddConnectionLimits(this IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton(settings.GetSection("Hub:Connections").Get<ConnectionOptions>() ?? new ConnectionOptions()).AddSingleton<ConnectionLimits>();

    /// <summary>After authentication, which tells whose a connection is.</summary>
    public static void UseConnectionLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<ConnectionLimits>();
        app.Use(next => context => limits.InvokeAsync(context, next));
    }
}
