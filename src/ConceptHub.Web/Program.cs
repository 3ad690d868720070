using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using ConceptHub.Web.Administration;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Figures;
using ConceptHub.Web.Jobs;
using ConceptHub.Web.Live;
using ConceptHub.Web.Mail;
using ConceptHub.Web.Media;
using ConceptHub.Web.Moderation;
using ConceptHub.Web.Recipes;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Safety;
using ConceptHub.Web.Seats;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using ConceptHub.Web.Train;

var home = HubHome.Find();
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = home.Root });
if (builder.Configuration["Hub:Home"] is { Length: > 0 } other) home = new HubHome(other);
builder.WebHost.UseStaticWebAssets(); // without it, Production run from source answers 500 for packages' files
if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(builder.Configuration["Hub:Address"] ?? "http://127.0.0.1:5080");

if ((SafetyServices.Problem(builder.Configuration) ?? EngineServices.Problem(builder.Configuration)) is { } unfit)
{
    Console.Error.WriteLine($"ConceptHub cannot start: {unfit}");
    Environment.ExitCode = 1;
    return;
}

builder.Services
    .AddCatalog(new CatalogOptions
    {
        Home = home,
        Quotas = builder.Configuration.GetSection("Quotas").Get<QuotaLimits>() ?? new QuotaLimits(),
        Sanctions = builder.Configuration.GetSection("Sanctions").Get<SanctionOptions>() ?? new SanctionOptions(),
    })
    .AddHubStart()
    .AddHubSeats(builder.Configuration)
    .AddHubAccounts(home, builder.Configuration)
    .AddHubMail(builder.Configuration)
    .AddHubAdministration()
    .AddHubModeration()
    .AddHubSafety(builder.Configuration)
    .AddHubRateLimits()
    .AddHubEngine(home, builder.Configuration)
    .AddHubFigures(builder.Configuration)
    .AddHubComposer()
    .AddHubRecipes()
    .AddHubRooms(builder.Configuration)
    .AddConnectionLimits(builder.Configuration)
    .AddHubPages();

var app = builder.Build();
try
{
    await app.PrepareAsync();
}
catch (BackupException refused)
{
    Console.Error.WriteLine($"ConceptHub cannot start: {refused.Message}");
    Environment.ExitCode = 1;
    return;
}

app.UseHubProxy();
app.UseHubLanguages();
app.UseHubFaults();
app.UseSecurityHeaders();
app.UseSameOriginConnections();
app.UseReadableQueries();
app.UseRouting(); // after the proxy's path is taken off
app.UseAuthentication();
app.UseHubBans();
app.UseConnectionLimits();
app.UseHubMetrics();
app.UseRateLimiter();
app.UseAuthorization();
app.UseAntiforgery();

app.MapHubHealth();
app.MapHubMedia();
app.MapHubAccounts();
app.MapHubRecipes();
app.MapHubModeration();
app.MapHubBlocks();
app.MapHubAdministration();
app.MapHubTraining();
app.MapHubJobs();
app.MapHubLive();
app.MapHubPages();
app.Run();

/// <summary>The web program; public so that tests can start it.</summary>
public sealed partial class Program
{
    private Program() { }
}
