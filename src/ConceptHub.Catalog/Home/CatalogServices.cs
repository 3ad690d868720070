using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConceptHub.Catalog;

public sealed record CatalogOptions
{
    public required HubHome Home { get; init; }
    public JobLimits Limits { get; init; } = new();
    public QuotaLimits Quotas { get; init; } = new();
    public SanctionOptions Sanctions { get; init; } = new();
}

public static class CatalogServices
{
    /// <summary>
    /// Adds every use case of the catalog as a singleton, and a scoped <see cref="HubDbContext"/> for Identity's stores:
    /// <c>AddIdentityCore&lt;Member&gt;().AddRoles&lt;IdentityRole&lt;Guid&gt;&gt;().AddEntityFrameworkStores&lt;HubDbContext&gt;()</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static IServiceCollection AddCatalog(this IServiceCollection services, CatalogOptions options)
    {
        if (options.Sanctions.Problem is { } problem) throw new ArgumentException(problem, nameof(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Home).AddSingleton(options.Limits).AddSingleton(options.Quotas).AddSingleton(options.Sanctions);
        services.AddSingleton(SqliteHubDbContext.Options(options.Home.DatabaseFile));
        services.AddSingleton<IDbContextFactory<HubDbContext>, SqliteHubs>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContext());
        services.AddSingleton(new FileBlobStore(options.Home.Blobs));
        services.AddSingleton(new TrainingCheckpoints(options.Home.Checkpoints));
        services.AddSingleton(new ExamplePictures(options.Home.Examples, options.Home.Seed));
        services.AddSingleton<BlobAccess>().AddSingleton<BlobSweep>().AddSingleton<MissingFiles>().AddSingleton<PictureUploads>();
        services.AddSingleton<Concepts>().AddSingleton<ConceptFiles>().AddSingleton<ConceptSearch>().AddSingleton<ConceptEmbeddings>().AddSingleton<KeptReports>().AddSingleton<Reviews>().AddSingleton<Comments>().AddSingleton<Notices>().AddSingleton<Follows>();
        services.AddSingleton<Pictures>().AddSingleton<Composer>().AddSingleton<Settlings>().AddSingleton<StartUploads>().AddSingleton<Presets>();
        services.AddSingleton<Recipes>().AddSingleton<RecipeSaving>().AddSingleton<RecipeSearch>().AddSingleton<RecipePictures>().AddSingleton<RecipeTree>();
        services.AddSingleton<Collections>().AddSingleton<CollectionEditing>().AddSingleton<SavedSearches>().AddSingleton<SearchNews>();
        services.AddSingleton<PictureDownloads>().AddSingleton<ConceptRecall>().AddSingleton<OwnPictures>().AddSingleton<Boards>();
        services.AddSingleton<Jobs>().AddSingleton<JobLeases>().AddSingleton<JobEndings>().AddSingleton<Reservations>();
        services.AddSingleton<TrainDrafts>().AddSingleton<Training>().AddSingleton<Publishing>();
        services.AddSingleton<VersionDrafts>().AddSingleton<VersionPublishing>().AddSingleton<ConceptListing>().AddSingleton<Collaborators>().AddSingleton<UnlistedConcepts>();
        services.AddSingleton<LoraUploads>().AddSingleton<LoraDrafts>().AddSingleton<AdapterDrafts>().AddSingleton<ContentHashes>().AddSingleton<Niches>();
        services.AddSingleton<Members>().AddSingleton<Sessions>().AddSingleton<RecoveryLinks>().AddSingleton<AddressLinks>().AddSingleton<WaitingMails>().AddSingleton<SignInHistory>().AddSingleton<CodeSteps>().AddSingleton<StorageQuotas>().AddSingleton<Leaving>().AddSingleton<MemberArchive>().AddSingleton<AdministratorLink>().AddSingleton<Moderation>().AddSingleton<Audit>().AddSingleton<ModerationQueue>().AddSingleton<ItemFiles>().AddSingleton<ConceptActs>().AddSingleton<Decisions>();
        services.TryAddSingleton(new FirstReviewOptions());
        services.TryAddSingleton(new RetentionOptions());
        services.AddSingleton<PicturePrints>().AddSingleton<BlockedContent>().AddSingleton<ContentBlocks>().AddSingleton<BlockMatches>().AddSingleton<FirstReviews>().AddSingleton<RetentionSweep>();
        services.AddSingleton<Sanctions>().AddSingleton<MemberStandings>().AddSingleton<Appeals>().AddSingleton<ModerationFigures>();
        services.AddSingleton<HubBackup>().AddSingleton<HubRestore>().AddSingleton<DatabaseGuard>();
        return services.AddSingleton<SeedImport>().AddSingleton<HubSetup>();
    }
}
