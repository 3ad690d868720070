using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace ConceptHub.Web.Tests.Access;

/// <summary>Every door of the running program: what can be asked for from outside.</summary>
internal static partial class AccessDoors
{
    public static IReadOnlyList<string> All(IServiceProvider services) =>
        [.. Endpoints(services).Concat(Forms()).Concat(HubMethods()).Concat(ScriptMethods()).Distinct().Order(StringComparer.Ordinal)];

    // A page is read by GET; what is posted to it goes to one of its forms, which have rows of their own. Files of wwwroot are everybody's.
    private static IEnumerable<string> Endpoints(IServiceProvider services) =>
        from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        from method in endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null ? ["GET"] : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        select $"{method} {pattern}";

    // The renderer knows forms by name only once a page is drawn: the source tells all of them.
    private static IEnumerable<string> Forms()
    {
        var web = Path.Combine(Root(), "src", "ConceptHub.Web");
        return from file in Directory.EnumerateFiles(web, "*.razor", SearchOption.AllDirectories)
               where !Path.GetRelativePath(web, file).StartsWith("obj", StringComparison.Ordinal)
               from Match form in FormName().Matches(File.ReadAllText(file))
               select $"FORM {Path.ChangeExtension(Path.GetRelativePath(web, file), null).Replace('\\', '/')}#{form.Groups[1].Value}";
    }

    private static IEnumerable<string> HubMethods() =>
        from hub in typeof(Program).Assembly.GetTypes()
        where hub.IsSubclassOf(typeof(Hub)) && !hub.IsAbstract
        from method in hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName && method.GetBaseDefinition().DeclaringType == hub
        select $"HUB {hub.Name}.{method.Name}";

    private static IEnumerable<string> ScriptMethods() =>
        from type in typeof(Program).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<JSInvokableAttribute>() is not null
        select $"JS {type.Name}.{method.Name}";

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ConceptHub.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("ConceptHub.sln is not above the tests.");
    }

    [GeneratedRegex("(?:FormName|@formname)=\"([^\"]+)\"")]
    private static partial Regex FormName();
}
