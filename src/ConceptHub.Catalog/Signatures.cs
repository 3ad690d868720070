using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
namespace ConceptHub.Catalog;

// Shapes first; each moves to its own file with its body.
public sealed class ConceptSearch { public Task<FoundConcepts> FindAsync(ConceptQuery query, CancellationToken cancellation) => throw new NotImplementedException(); }
public sealed class Concepts {
    public Task<ConceptDetails?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DescribeAsync(Actor actor, Guid id, ConceptEdit edit, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed record ConceptEdit(string Name, string Description, Licence Licence, AgeRating AgeRating);
public sealed class Jobs {
    public Task<IReadOnlyList<JobSummary>> MineAsync(Actor actor, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<JobDetails?> FindAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<JobPosition> PositionAsync(Guid id, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<CancelResult> RequestCancelAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
}
/// <summary>The worker's side.</summary>
public sealed class JobLeases {
    public Task<LeasedJob?> NextAsync(string worker, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<LeaseResult> RenewAsync(JobLease lease, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<LeaseResult> ReportProgressAsync(JobLease lease, JobProgress progress, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<LeaseResult> AddMetricAsync(JobLease lease, JobMetricPoint metric, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<LeaseResult> AddSampleAsync(JobLease lease, JobSamplePicture sample, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<FinishResult> FinishTrainingAsync(JobLease lease, AdapterTrained adapter, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<FinishResult> FinishGenerationAsync(JobLease lease, string pictureBlob, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<FinishResult> FailAsync(JobLease lease, JobFailure failure, CancellationToken cancellation) => throw new NotImplementedException();
    /// <summary>At start-up, when no worker can be running.</summary>
    public Task RequeueUnfinishedAsync(CancellationToken cancellation) => throw new NotImplementedException();
    public Task RequeueExpiredAsync(CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class Composer {
    public Task<ResolvedRecipe> ResolveAsync(InstalledModel model, IReadOnlyList<RecipeEntry> recipe, Actor? viewer, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Composition composition, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class Pictures {
    public Task<PictureInfo?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<PageOf<PictureInfo>> MineAsync(Actor actor, int page, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<PageOf<PictureInfo>> MadeWithAsync(Guid conceptId, int page, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> ShowAsync(Actor actor, Guid id, PictureVisibility visibility, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
    /// <summary>Whether a viewer may fetch this blob, and its content type; null: no.</summary>
    public Task<string?> ContentTypeAsync(string blob, Actor? viewer, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class TrainDrafts {
    public Task<Guid> StartAsync(Actor actor, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<TrainDraftInfo?> FindAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<IReadOnlyList<TrainDraftInfo>> MineAsync(Actor actor, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<AddPicturesResult> AddPicturesAsync(Actor actor, Guid id, IReadOnlyList<UploadedFile> files, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<AddPicturesResult> AddExamplesAsync(Actor actor, Guid id, string exampleSlug, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> CaptionAsync(Actor actor, Guid id, Guid pictureId, string caption, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> RemovePictureAsync(Actor actor, Guid id, Guid pictureId, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DescribeAsync(Actor actor, Guid id, DraftDescription description, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DiscardAsync(Actor actor, Guid id, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class ExamplePictures { public Task<IReadOnlyList<ExampleSet>> ListAsync(CancellationToken cancellation) => throw new NotImplementedException(); }
public sealed class Training { public Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation) => throw new NotImplementedException(); }
public sealed class Publishing { public Task<PublishResult> PublishAsync(Actor actor, Guid draftId, PublishRequest request, CancellationToken cancellation) => throw new NotImplementedException(); }
public sealed class Moderation {
    public Task<ReportResult> ReportAsync(Actor actor, ModerationTarget target, ReportReason reason, string text, CancellationToken cancellation) => throw new NotImplementedException();
    /// <summary>Null when the actor may not see reports.</summary>
    public Task<IReadOnlyList<ReportedItem>?> ListOpenAsync(Actor actor, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> HideAsync(Actor actor, ModerationTarget target, string reason, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> RestoreAsync(Actor actor, ModerationTarget target, string reason, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> DismissAsync(Actor actor, Guid reportId, string reason, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<IReadOnlyList<AuditLine>?> AuditAsync(Actor actor, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class Members {
    public Task<MemberInfo?> FindAsync(string userName, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> GrantRoleAsync(Actor actor, string userNameOrEmail, string role, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<ActionResult> RevokeRoleAsync(Actor actor, string userNameOrEmail, string role, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class AdministratorLink {
    /// <summary>A fresh token while there is no administrator, else null.</summary>
    public Task<string?> IssueAsync(CancellationToken cancellation) => throw new NotImplementedException();
    /// <summary>Makes the signed-in member administrator; the caller then signs in again so that the cookie carries the role.</summary>
    public Task<ActionResult> RedeemAsync(Actor actor, string token, CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class FileBlobStore {
    public Task<string> PutAsync(Stream content, CancellationToken cancellation) => throw new NotImplementedException();
    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation) => throw new NotImplementedException();
    public bool Contains(string sha256) => throw new NotImplementedException();
}
public sealed class StorageFullException(string message, Exception inner) : IOException(message, inner);
public sealed class TrainingCheckpoints {
    public byte[]? Load(Guid jobId) => throw new NotImplementedException();
    public void Save(Guid jobId, byte[] state) => throw new NotImplementedException();
    public void Remove(Guid jobId) => throw new NotImplementedException();
}
public sealed class HubSetup {
    /// <summary>Creates folders, migrates, roles, requeues unfinished jobs, removes half-made things.</summary>
    public Task MigrateAsync(CancellationToken cancellation) => throw new NotImplementedException();
}
public sealed class SeedImport { public Task<SeedReport> ImportAsync(InstalledModel model, CancellationToken cancellation) => throw new NotImplementedException(); }
public sealed record SeedReport(int Imported, int Present, IReadOnlyList<string> Skipped);
public sealed record HubHome(string Root) {
    public static HubHome Find() => throw new NotImplementedException();
    public string Models => Path.Combine(Root, "data", "models");
    public string Seed => Path.Combine(Root, "data", "seed");
    public string State => Path.Combine(Root, "data", "state");
    public string Keys => Path.Combine(State, "keys");
}
public sealed record CatalogOptions { public required HubHome Home { get; init; } public JobLimits Limits { get; init; } = new(); }
public static class CatalogServices { public static Microsoft.Extensions.DependencyInjection.IServiceCollection AddCatalog(this Microsoft.Extensions.DependencyInjection.IServiceCollection services, CatalogOptions options) => throw new NotImplementedException(); }
/// <summary>Web: AddIdentityCore&lt;Member&gt;().AddRoles&lt;IdentityRole&lt;Guid&gt;&gt;().AddEntityFrameworkStores&lt;HubDbContext&gt;().</summary>
public abstract class HubDbContext(DbContextOptions options) : Microsoft.AspNetCore.Identity.EntityFrameworkCore.IdentityDbContext<Member, Microsoft.AspNetCore.Identity.IdentityRole<Guid>, Guid>(options);
