using System.Collections;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ConceptHub.Catalog.Tests;

/// <summary>A column that is not in the list of those that name files is a lost picture: these tests know the columns from the model.</summary>
public sealed partial class BlobColumnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_column_of_the_model_that_names_a_file_is_declared()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();

        var named = Properties(database).Where(property => property.ClrType == typeof(string) && NamesBlob(property.Name)).Select(Name);

        Assert.Equal(named.Order(StringComparer.Ordinal), BlobColumns.All.Select(column => $"{column.Entity.Name}.{column.Property}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_column_of_json_that_names_a_file_inside_is_declared()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();

        var named = Properties(database).Where(property => property.GetTypeMapping().Converter is { ProviderClrType: var kept } && kept == typeof(string) && HoldsBlob(property.ClrType, [])).Select(Name);

        Assert.Equal(named.Order(StringComparer.Ordinal), BlobColumns.Texts.Concat(BlobColumns.Mentions).Select(text => $"{text.Entity.Name}.{text.Property}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sweep_leaves_the_file_of_each_column_alone_but_of_those_that_only_note_something()
    {
        await using var hub = await TestHub.StartAsync();
        var blobs = hub.Get<FileBlobStore>();
        var files = new Dictionary<BlobColumn, string>();
        foreach (var column in BlobColumns.All) await InsertAsync(hub, column, files[column] = await blobs.PutAsync(Guid.NewGuid().ToByteArray(), Token), new string('0', 64));
        hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time

        await hub.Get<BlobSweep>().RunAsync(Token);

        Assert.Equal(["StartUpload", "StoredFile", "StoredPrint"], BlobColumns.All.Where(column => !blobs.Contains(files[column])).Select(column => column.Entity.Name).Order(StringComparer.Ordinal));
        await using var database = hub.Database();
        Assert.Equal(0, await database.StartUploads.CountAsync(Token) + await database.StoredFiles.CountAsync(Token) + await database.PicturePrints.CountAsync(Token));
    }

    [Fact]
    public async Task Missing_file_of_each_column_is_found()
    {
        await using var hub = await TestHub.StartAsync();
        var present = await hub.Get<FileBlobStore>().PutAsync(Guid.NewGuid().ToByteArray(), Token);
        foreach (var column in BlobColumns.All) await InsertAsync(hub, column, $"{Guid.NewGuid():N}{Guid.NewGuid():N}", present);

        var found = await hub.Get<MissingFiles>().FindAsync(Token);

        Assert.Equal((1, 3, 3, 1), (found.Pictures, found.Shown, found.Work, found.Settlings));
    }

    [Fact]
    public async Task What_counts_as_a_members_is_what_is_declared_to_count()
    {
        await using var hub = await TestHub.StartAsync();
        await using var database = hub.Database();
        var counted = Places().Matches(StorageQuotas.Held).Select(place => (place.Groups[3].Value, place.Groups[1].Value, int.Parse(place.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)));

        var declared = BlobColumns.All.Where(column => column.Counts is not null).Select(column => (database.Model.FindEntityType(column.Entity)!.GetTableName()!, column.Property, (int)column.Counts!));

        Assert.Equal(declared.Order(), counted.Order());
    }

    private static IEnumerable<IProperty> Properties(HubDbContext database) => database.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(entity => entity.GetProperties());

    private static string Name(IProperty property) => $"{property.DeclaringType.ClrType.Name}.{property.Name}";

    private static bool NamesBlob(string name) => name.EndsWith("Blob", StringComparison.Ordinal);

    // Into lists and into all that an order or an outcome may be.
    private static bool HoldsBlob(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return false;
        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type)) return type.GetGenericArguments().Any(item => HoldsBlob(item, seen));
        if (Nullable.GetUnderlyingType(type) is { } inner) return HoldsBlob(inner, seen);
        if (type.Assembly != typeof(HubDbContext).Assembly || type.IsEnum) return false;
        return type.GetProperties().Any(property => (property.PropertyType == typeof(string) && NamesBlob(property.Name)) || HoldsBlob(property.PropertyType, seen))
            || type.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Any(derived => HoldsBlob(derived.DerivedType, seen));
    }

    /// <summary>A row that holds nothing but the name of a file, and what else it must.</summary>
    private static async Task InsertAsync(TestHub hub, BlobColumn column, string blob, string others)
    {
        await using var context = hub.Database();
        var entity = context.Model.FindEntityType(column.Entity)!;
        var filled = entity.GetProperties().Where(property => !property.IsNullable || property.Name == column.Property).ToList();
        await using var database = new SqliteConnection($"Data Source={hub.Home.DatabaseFile};Foreign Keys=False");
        await database.OpenAsync(Token);
        await using var command = database.CreateCommand();
        command.CommandText = $"INSERT INTO \"{entity.GetTableName()}\" ({string.Join(", ", filled.Select(property => $"\"{property.GetColumnName()}\""))}) VALUES ({string.Join(", ", filled.Select((_, at) => $"$p{at}"))})";
        for (var at = 0; at < filled.Count; at++) command.Parameters.AddWithValue($"$p{at}", filled[at].Name == column.Property ? blob : NamesBlob(filled[at].Name) ? others : Something(filled[at]));
        await command.ExecuteNonQueryAsync(Token);
    }

    private static object Something(IProperty property) => (property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType) switch
    {
        var text when text == typeof(string) => "{}",
        var id when id == typeof(Guid) => Guid.NewGuid(),
        var bytes when bytes == typeof(byte[]) => Array.Empty<byte>(),
        _ => 0,
    };

    [GeneratedRegex("""SELECT (?:\w\.)?"(\w+)", (\d).*? FROM "(\w+)""")]
    private static partial Regex Places();
}
