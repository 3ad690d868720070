using System.Security.Cryptography;
using System.Text;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ConceptHub.Web.Figures;

/// <summary>OpenTelemetry: <c>/metrics</c> in the format of Prometheus, and OTLP for both metrics and traces when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
public static class Telemetry
{
    private const string Bearer = "Bearer ";

    public static IServiceCollection AddHubFigures(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<FigureRecorder>().AddHostedService(provider => provider.GetRequiredService<FigureRecorder>());
        var sends = !string.IsNullOrEmpty(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("concepthub"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(EngineMeter.Name, HubMeter.Name, "System.Runtime", "Microsoft.AspNetCore.*").AddPrometheusExporter();
                if (sends) metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                traces.AddSource(EngineMeter.Name, "Microsoft.AspNetCore.Components").AddAspNetCoreInstrumentation();
                if (sends) traces.AddOtlpExporter();
            });
        return services;
    }

    /// <summary>
    /// <c>/metrics</c> tells what a stranger need not know: it answers administrators, and programs that send <c>Authorization: Bearer</c>
    /// with the setting <c>Metrics:Token</c>. Everybody else gets 404.
    /// </summary>
    public static void UseHubMetrics(this WebApplication app)
    {
        var token = app.Configuration["Metrics:Token"];
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == "/metrics" && MayRead(context, token));
    }

    private static bool MayRead(HttpContext context, string? token) =>
        Actor.From(context.User)?.May(HubPermission.SeeFigures) == true || (!string.IsNullOrEmpty(token) && Sent(context) is { } sent && IsSame(sent, token));

    private static string? Sent(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.Ordinal) ? header[Bearer.Length..] : null;

    private static bool IsSame(string sent, string token) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(token));
}
