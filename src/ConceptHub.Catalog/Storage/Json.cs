using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Records kept as JSON in one column. They are immutable, so a change is always a new object.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) =>
        property.HasConversion(
            record => JsonSerializer.Serialize(record, Options),
            text => JsonSerializer.Deserialize<T>(text, Options)!);
}
