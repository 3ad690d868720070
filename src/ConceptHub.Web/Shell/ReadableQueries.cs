using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Primitives;

namespace ConceptHub.Web.Shell;

/// <summary>
/// What stands in an address and cannot be read as what its page takes it for (<c>?page=abc</c>) is left out, as if nobody had typed it.
/// The renderer would answer with a fault.
/// </summary>
public static class ReadableQueries
{
    private static readonly Dictionary<string, Func<string, bool>> Typed = (
        from component in typeof(Program).Assembly.GetTypes()
        from property in component.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let query = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
        where query is not null && Reader(property.PropertyType) is not null
        group Reader(property.PropertyType)! by query.Name ?? property.Name).ToDictionary(readers => readers.Key, readers => readers.First(), StringComparer.OrdinalIgnoreCase);

    public static IApplicationBuilder UseReadableQueries(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.QueryString.HasValue && request.Query.Any(it => !IsReadable(it)))
            request.QueryString = QueryString.Create(request.Query.Where(IsReadable));
        return next(context);
    });

    private static bool IsReadable(KeyValuePair<string, StringValues> it) => !Typed.TryGetValue(it.Key, out var reads) || it.Value.All(text => string.IsNullOrEmpty(text) || reads(text));

    private static Func<string, bool>? Reader(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var it when it == typeof(int) => text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        var it when it == typeof(long) => text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        var it when it == typeof(bool) => text => bool.TryParse(text, out _),
        var it when it == typeof(Guid) => text => Guid.TryParse(text, out _),
        _ => null,
    };
}
