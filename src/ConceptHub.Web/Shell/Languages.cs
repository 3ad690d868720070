using System.Globalization;
using System.Reflection;
using System.Resources;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Primitives;

namespace ConceptHub.Web.Shell;

/// <summary>The languages that the site speaks: its own, and each for which translated texts lie beside the program.</summary>
internal static class Languages
{
    private const int MostAsked = 20;

    private static readonly Assembly Site = typeof(Languages).Assembly;

    /// <summary>The language of the texts that need no translation.</summary>
    public static CultureInfo Own { get; } = new(Site.GetCustomAttribute<NeutralResourcesLanguageAttribute>()!.CultureName);

    /// <summary>Own language first; of the others, each folder with translated texts gives one.</summary>
    public static IReadOnlyList<CultureInfo> Find()
    {
        var texts = $"{Site.GetName().Name}.resources.dll";
        var folders = Directory.EnumerateDirectories(Path.GetDirectoryName(Site.Location)!).Where(folder => File.Exists(Path.Combine(folder, texts)));
        return [Own, .. folders.Select(folder => new CultureInfo(Path.GetFileName(folder)))];
    }

    /// <summary>Answers in the language that the visitor's browser prefers among those found, else in the own one; early, so that faults are told in it too.</summary>
    public static void UseHubLanguages(this WebApplication app) => app.UseRequestLocalization(new RequestLocalizationOptions
    {
        DefaultRequestCulture = new RequestCulture(CultureInfo.InvariantCulture, Own),
        SupportedCultures = [CultureInfo.InvariantCulture],
        SupportedUICultures = [.. Find()],
        FallBackToParentUICultures = false, // Asked does it: without globalization data no culture knows its parent
        RequestCultureProviders = [new CustomRequestCultureProvider(context => Task.FromResult<ProviderCultureResult?>(new([], Asked(context.Request))))],
    });

    // Most wanted first, and after each, as in "de-AT", the language alone.
    private static List<StringSegment> Asked(HttpRequest request) =>
    [
        .. request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .SelectMany(language => new[] { language.Value, language.Value.Split(['-']).First() })
            .Take(MostAsked),
    ];
}
