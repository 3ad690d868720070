using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Fills an empty hub with concepts that nobody made, for measuring: words, tags, creators and uses as unevenly spread as in a real
/// catalog. The same number gives the same concepts. Nothing that they name in blobs exists.
/// </summary>
/// <param name="hubs">Of a database that is thrown away afterwards.</param>
public sealed class GeneratedCatalog(IDbContextFactory<HubDbContext> hubs)
{
    private const int ConceptsPerMember = 20, DifferentTags = 2_000, DifferentWords = 40_000, Blocks = 16, EmbeddingLength = 128, Together = 10_000;
    private static readonly DateTimeOffset Newest = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Licences =
    [
        .. new[] { Licence.Open, Licence.Open, new Licence(false, CommercialUse.None, false, false), new Licence(false, CommercialUse.Pictures, true, false), new Licence(true, (CommercialUse)7, true, true) }
            .Select(licence => JsonSerializer.Serialize(licence, JsonSerializerOptions.Web)),
    ];

    private readonly GeneratedWords _words = new(DifferentWords), _tags = new(DifferentTags);

    /// <summary>The words of names and descriptions, for asking.</summary>
    public GeneratedWords Words => _words;

    public GeneratedWords Tags => _tags;

    /// <param name="concepts">How many.</param>
    /// <param name="done">Told how many there are.</param>
    public async Task FillAsync(int concepts, IProgress<int> done, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Database.OpenConnectionAsync(cancellation);
        var connection = hub.Database.GetDbConnection();
        var random = new Random(concepts);
        var members = new List<string>();
        for (var first = 0; first < concepts; first += Together)
        {
            await using var work = await connection.BeginTransactionAsync(cancellation);
            while (members.Count < Math.Min(concepts, first + Together) / ConceptsPerMember + 1) members.Add(await AddMemberAsync(connection, members.Count, cancellation));
            await using var concept = Insert(connection, "Concepts", "Id", "Row", "Change", "OwnerId", "Name", "Slug", "Kind", "TriggerWord", "TriggerKey", "ClassWord", "Description", "Tags", "Licence", "AgeRating", "State", "PicturesMade", "RecipesMade", "Trend", "PublishedAt");
            await using var version = Insert(connection, "ConceptVersions", "Id", "ConceptId", "Number", "AdapterBlob", "AdapterBytes", "ConceptNumber", "BaseModelHash", "PlanHash", "Strength", "CreatedAt");
            await using var look = Insert(connection, "ConceptEmbeddings", "VersionId", "Model", "Vector");
            await using var picture = Insert(connection, "ConceptPictures", "Id", "ConceptId", "Role", "Place", "Blob", "Caption");
            for (var number = first; number < Math.Min(concepts, first + Together); number++)
            {
                var (id, published) = (NewId(random), Newest.AddMinutes(-random.Next(1_000_000)).UtcTicks);
                var uses = (int)Math.Min(1e6, Math.Pow(random.NextDouble(), -1.1)) - 1;
                await RunAsync(concept, cancellation, id, 0, 0, members[random.Next(members.Count)], _words.Draw(random, random.Next(1, 4)), $"generated-{number}", Kind(random), $"<g{number}>", $"g{number}", _words.Draw(random),
                    _words.Draw(random, random.Next(6, 40)), TagsOf(random), Licences[random.Next(Licences.Length)], Rating(random), nameof(ConceptState.Published), uses, uses / 7, 20 * random.NextDouble(), published);
                var versionId = NewId(random);
                await RunAsync(version, cancellation, versionId, id, 1, $"adapter{number}", 1_200_000, random.Next(4096), random.Next(5) == 0 ? "other" : "base", "plan", """{"recommended":1,"min":0,"max":2}""", published);
                await RunAsync(look, cancellation, versionId, "look", Look(random));
                await RunAsync(picture, cancellation, NewId(random), id, nameof(ConceptPictureRole.Showcase), 0, $"cover{number}", "");
            }

            await work.CommitAsync(cancellation);
            done.Report(Math.Min(concepts, first + Together));
        }

        hub.Codebooks.Add(new CodebookEntry { BaseModelHash = "base", PlanHash = "plan", Blocks = Blocks, Sites = 28, Digits = 3 });
        await hub.SaveChangesAsync(cancellation);
    }

    private static async Task<string> AddMemberAsync(DbConnection connection, int number, CancellationToken cancellation)
    {
        var id = NewId(new Random(number));
        var name = string.Create(CultureInfo.InvariantCulture, $"member{number}");
        await using var member = Insert(connection, "Members", "Id", "UserName", "NormalizedUserName", "DisplayName", "CreatedAt", "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount");
        await RunAsync(member, cancellation, id, name, name.ToUpperInvariant(), "", Newest.UtcTicks, 0, 0, 0, 0, 0);
        return id;
    }

    private string TagsOf(Random random) => JsonSerializer.Serialize(Enumerable.Range(0, random.Next(1, 7)).Select(_ => _tags.Draw(random)).Distinct());

    private static string Kind(Random random) => Enum.GetNames<ConceptKind>()[random.Next(10) switch { < 4 => 0, < 7 => 1, < 8 => 2, _ => 3 }];

    private static string Rating(Random random) => Enum.GetNames<AgeRating>()[random.Next(10) switch { < 7 => 0, < 9 => 1, _ => 2 }];

    // Half of it alike in all, as in real ones: then a page's six nearest change often while they are looked for.
    private static byte[] Look(Random random)
    {
        var vector = Enumerable.Range(0, EmbeddingLength).Select(_ => (float)random.NextDouble() - 0.25f).ToArray();
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return EmbeddingVector.Pack([.. vector.Select(value => value / length)]);
    }

    private static string NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString().ToUpperInvariant();
    }

    private static DbCommand Insert(DbConnection connection, string table, params string[] columns)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})";
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static Task RunAsync(DbCommand command, CancellationToken cancellation, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command.ExecuteNonQueryAsync(cancellation);
    }
}
