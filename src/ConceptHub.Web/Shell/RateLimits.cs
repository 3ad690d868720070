using System.Threading.RateLimiting;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Shell;

/// <summary>
/// Names of the limits that pages and endpoints ask for with <c>[EnableRateLimiting]</c>. Reading is never limited, exports aside.
/// <c>Hub:Limits:{name}</c> in the settings changes the number per minute.
/// </summary>
public static class RateLimits
{
    /// <summary>Sign-in, sign-up, recovery: 10 a minute for one address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Reports and other small writes: 30 a minute for one member.</summary>
    public const string Write = "write";

    /// <summary>Exports, which take memory and time: one at once for one member, two more may wait.</summary>
    public const string Export = "export";

    public static IServiceCollection AddHubRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };
        options.AddPolicy(SignIn, context => PerMinute(context, SignIn, Address(context)));
        options.AddPolicy(Export, context => RateLimitPartition.GetConcurrencyLimiter(Who(context), _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 2 }));
        options.AddPolicy(Write, context => PerMinute(context, Write, Who(context)));
    });

    /// <summary>How many a minute are let through.</summary>
    /// <param name="settings">Of the site.</param>
    /// <param name="name"><see cref="SignIn"/> or <see cref="Write"/>.</param>
    public static int PerMinute(IConfiguration settings, string name) => settings.GetValue($"Hub:Limits:{name}", name == SignIn ? 10 : 30);

    private static RateLimitPartition<string> PerMinute(HttpContext context, string name, string key) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? RateLimitPartition.GetNoLimiter("reading")
            : RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = PerMinute(context.RequestServices.GetRequiredService<IConfiguration>(), name),
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
                QueueLimit = 0,
            });

    private static string Who(HttpContext context) => Actor.From(context.User)?.Id.ToString() ?? Address(context);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
