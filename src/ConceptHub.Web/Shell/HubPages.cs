using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using MudBlazor.Services;

namespace ConceptHub.Web.Shell;

/// <summary>The pages themselves: Blazor, MudBlazor, the theme, compression of answers.</summary>
public static class HubPages
{
    private static readonly string[] FilePaths = ["/media", "/api", "/hubs", "/health", "/metrics", "/_framework", "/_blazor", "/_content"];

    public static IServiceCollection AddHubPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitMaxRetained = 200;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddSingleton<ThemeStylesheet>();
        services.AddScoped<CurrentActor>();
        services.AddExceptionHandler<FaultLog>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "hub-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        return services;
    }

    /// <summary>Faults and bare status codes become pages of our own; files and programs keep the bare code.</summary>
    public static void UseHubFaults(this WebApplication app)
    {
        app.UseExceptionHandler("/fault", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (IsAboutFault(context)) ReadOnly(context);
            if (IsForPrograms(context.Request.Path) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });
        if (!app.Environment.IsDevelopment()) app.UseHsts();
    }

    private static bool IsAboutFault(HttpContext context) => context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null;

    // A page about a fault is read, whatever was sent: else a form's bad token is looked at once more, which throws.
    private static void ReadOnly(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)) return;
        context.Request.Method = HttpMethods.Get;
        context.Features.Set<IAntiforgeryValidationFeature>(null);
    }

    private static bool IsForPrograms(PathString path) => FilePaths.Any(start => path.StartsWithSegments(start));

    public static void MapHubPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapGet("/theme.css", (ThemeStylesheet theme, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Text(theme.Css, "text/css; charset=utf-8");
        });
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = null; // SecurityHeaders says it for every answer
        });
    }
}
