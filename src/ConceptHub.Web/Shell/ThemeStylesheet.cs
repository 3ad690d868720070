using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace ConceptHub.Web.Shell;

/// <summary>
/// MudBlazor's variables for both palettes as one cacheable stylesheet. MudThemeProvider writes one palette into each
/// page and needs a circuit to change it; here the browser chooses, so pages without a circuit have both and never flash.
/// </summary>
public sealed class ThemeStylesheet(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private readonly Lazy<string> _css = new(() => RenderAsync(scopes, loggers).GetAwaiter().GetResult());

    /// <summary>The whole stylesheet.</summary>
    public string Css => _css.Value;

    /// <summary>Address with the content's hash, to be cached for good.</summary>
    public string Address => $"theme.css?v={Hash}";

    /// <summary>First 16 hex digits of the content's SHA-256.</summary>
    public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))[..16];

    private static async Task<string> RenderAsync(IServiceScopeFactory scopes, ILoggerFactory loggers)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var light = await VariablesAsync(renderer, isDark: false);
            var dark = await VariablesAsync(renderer, isDark: true);
            return $$"""
                :root { color-scheme: light; {{light}} }
                :root[data-theme=dark] { color-scheme: dark; {{dark}} }
                @media (prefers-color-scheme: dark) { :root:not([data-theme]) { color-scheme: dark; {{dark}} } }
                """;
        });
    }

    // The first block of the rendered style element: from its brace to the closing one.
    private static async Task<string> VariablesAsync(HtmlRenderer renderer, bool isDark)
    {
        var root = await renderer.RenderComponentAsync<MudThemeProvider>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(MudThemeProvider.Theme)] = HubTheme.Theme,
            [nameof(MudThemeProvider.IsDarkMode)] = isDark,
            [nameof(MudThemeProvider.ObserveSystemDarkModeChange)] = false,
        }));
        var html = root.ToHtmlString();
        var start = html.IndexOf(":root", StringComparison.Ordinal);
        var open = html.IndexOf('{', start) + 1;
        var end = html.IndexOf('}', open);
        return string.Join(' ', html[open..end].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("--mud-native-html-color-scheme", StringComparison.Ordinal)));
    }
}
