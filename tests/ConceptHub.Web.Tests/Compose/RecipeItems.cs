using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

/// <summary>Entries of recipes with all that the composer knows of them.</summary>
internal static class RecipeItems
{
    public static RecipeItem Item(string name, ConceptKind kind, StrengthRange? strength = null, IReadOnlyList<Look>? looks = null)
    {
        var id = Guid.NewGuid();
        var card = new ConceptCard
        {
            Id = id,
            Name = name,
            Slug = name,
            Kind = kind,
            TriggerWord = $"<{name.ToLowerInvariant()}>",
            ClassWord = "person",
            CreatorId = Guid.Empty,
            CreatorName = "ann",
            CreatorDisplayName = "Ann",
            Cover = null,
            LatestVersion = 1,
            ConceptNumber = 3,
            PicturesMade = 0,
            ReviewCount = 0,
            Stars = null,
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        var concept = new ConceptDetails
        {
            Card = card,
            Description = "",
            Tags = [],
            Licence = Licence.Open,
            AgeRating = AgeRating.Everyone,
            State = ConceptState.Published,
            ScheduledFor = null,
            HiddenReason = null,
            Versions = [new ConceptVersionInfo(Guid.NewGuid(), 1, "blob", 1, 3, "base", strength ?? StrengthRange.Usual, null, DateTimeOffset.UnixEpoch) { Looks = looks ?? [] }],
            Showcase = [],
            TrainingExamples = [],
        };
        return new RecipeItem(new RecipeEntry(id, 1, 1), concept, null);
    }
}
