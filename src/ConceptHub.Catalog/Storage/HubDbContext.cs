using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ConceptHub.Catalog;

/// <summary>
/// The one model of the hub's database; each provider has a sealed child with its own migrations.
/// Public only because Identity's stores are closed over it: pages use the services.
/// </summary>
public abstract class HubDbContext(DbContextOptions options) : IdentityDbContext<Member, IdentityRole<Guid>, Guid>(options)
{
    /// <summary>What is limited in time is asked for by it: a suspension that is over ends by itself.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal DbSet<Concept> Concepts => Set<Concept>();
    internal DbSet<ConceptVersion> ConceptVersions => Set<ConceptVersion>();
    internal DbSet<ConceptParent> ConceptParents => Set<ConceptParent>();
    internal DbSet<ConceptPicture> ConceptPictures => Set<ConceptPicture>();
    internal DbSet<ConceptEmbedding> ConceptEmbeddings => Set<ConceptEmbedding>();
    internal DbSet<KeptReport> KeptReports => Set<KeptReport>();
    internal DbSet<KeptPicture> KeptPictures => Set<KeptPicture>();
    internal DbSet<Collaborator> Collaborators => Set<Collaborator>();
    internal DbSet<AttestedDepiction> Depictions => Set<AttestedDepiction>();
    internal DbSet<CodebookEntry> Codebooks => Set<CodebookEntry>();
    internal DbSet<Pool> Pools => Set<Pool>();
    internal DbSet<Slot> Slots => Set<Slot>();
    internal DbSet<Job> Jobs => Set<Job>();
    internal DbSet<JobMetric> JobMetrics => Set<JobMetric>();
    internal DbSet<JobSample> JobSamples => Set<JobSample>();
    internal DbSet<Picture> Pictures => Set<Picture>();
    internal DbSet<StartUpload> StartUploads => Set<StartUpload>();
    internal DbSet<Preset> Presets => Set<Preset>();
    internal DbSet<PictureConcept> PictureConcepts => Set<PictureConcept>();
    internal DbSet<Recipe> Recipes => Set<Recipe>();
    internal DbSet<RecipeConcept> RecipeConcepts => Set<RecipeConcept>();
    internal DbSet<Settling> Settlings => Set<Settling>();
    internal DbSet<SettledPart> SettledParts => Set<SettledPart>();
    internal DbSet<Review> Reviews => Set<Review>();
    internal DbSet<Comment> Comments => Set<Comment>();
    internal DbSet<Notice> Notices => Set<Notice>();
    internal DbSet<Follow> Follows => Set<Follow>();
    internal DbSet<Board> Boards => Set<Board>();
    internal DbSet<BoardPicture> BoardPictures => Set<BoardPicture>();
    internal DbSet<Collection> Collections => Set<Collection>();
    internal DbSet<CollectedConcept> CollectedConcepts => Set<CollectedConcept>();
    internal DbSet<SavedSearch> SavedSearches => Set<SavedSearch>();
    internal DbSet<TrainDraft> Drafts => Set<TrainDraft>();
    internal DbSet<DraftPicture> DraftPictures => Set<DraftPicture>();
    internal DbSet<Report> Reports => Set<Report>();
    internal DbSet<Decision> Decisions => Set<Decision>();
    internal DbSet<ModerationClaim> ModerationClaims => Set<ModerationClaim>();
    internal DbSet<Strike> Strikes => Set<Strike>();
    internal DbSet<Sanction> Sanctions => Set<Sanction>();
    internal DbSet<Appeal> Appeals => Set<Appeal>();
    internal DbSet<AuditEntry> Audit => Set<AuditEntry>();
    internal DbSet<ContentBlock> ContentBlocks => Set<ContentBlock>();
    internal DbSet<StoredPrint> PicturePrints => Set<StoredPrint>();
    internal DbSet<FirstReview> FirstReviews => Set<FirstReview>();
    internal DbSet<OneTimeToken> Tokens => Set<OneTimeToken>();
    internal DbSet<WaitingMail> WaitingMails => Set<WaitingMail>();
    internal DbSet<MemberSession> Sessions => Set<MemberSession>();
    internal DbSet<SignInEntry> SignInEntries => Set<SignInEntry>();
    internal DbSet<CodeStep> CodeSteps => Set<CodeStep>();
    internal DbSet<StoredFile> StoredFiles => Set<StoredFile>();

    /// <summary>Has the database look at how its tables are filled, where that changed, so that it goes on choosing the right indexes; quick however large they are.</summary>
    internal abstract Task OptimizeAsync(CancellationToken cancellation);

    /// <summary>Published concepts whose words match: each database has its own full text.</summary>
    internal abstract IQueryable<Guid> MatchConcepts(IReadOnlyList<string> words);

    /// <summary>The same by their rows, in their order, with how well they match; only rows above one, 0 for all.</summary>
    internal abstract Task<List<ConceptHit>> HitsAsync(IReadOnlyList<string> words, long above, CancellationToken cancellation);

    /// <summary>Words of published concepts that begin so, folded as by <see cref="ConceptWords.Folded"/>.</summary>
    internal abstract Task<IReadOnlyList<KnownTerm>> TermsAsync(string beginning, CancellationToken cancellation);

    /// <summary>Recipes whose own words match.</summary>
    internal abstract IQueryable<Guid> MatchRecipes(IReadOnlyList<string> words);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await AuditChain.LinkAsync(this, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(HubDbContext).Assembly);
        builder.Entity<IdentityRole<Guid>>().ToTable("Roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("MemberRoles");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("MemberClaims");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("RoleClaims");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("MemberPasskeys");
        builder.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("MemberLogins");
            login.Property(l => l.LoginProvider).HasMaxLength(128);
            login.Property(l => l.ProviderKey).HasMaxLength(128);
        });
        builder.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("MemberTokens");
            token.Property(t => t.LoginProvider).HasMaxLength(128);
            token.Property(t => t.Name).HasMaxLength(128);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        // SQLite cannot order by DateTimeOffset; every moment is kept in UTC ticks.
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        moment => moment.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

/// <param name="Row"><see cref="Concept.Row"/>.</param>
/// <param name="Rank">Where all of the words are: 0 in the name or trigger word, 1 in class word, tags or creator, 2 anywhere.</param>
internal readonly record struct ConceptHit(long Row, byte Rank);

/// <param name="Concepts">How many have it.</param>
internal sealed record KnownTerm(string Term, long Concepts);
