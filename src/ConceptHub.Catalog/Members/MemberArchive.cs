using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>All that the hub holds of one member, as a ZIP archive of JSON and of their files as they are (GDPR, articles 15 and 20).</summary>
public sealed class MemberArchive(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by people, in no page
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes the archive to a stream that need not be able to seek. A file that is gone is left out.</summary>
    public async Task WriteAsync(Actor actor, Stream to, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var archive = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
        var id = actor.Id;
        await JsonAsync("account.json", await hub.Users.Where(m => m.Id == id).Select(m => new { m.UserName, m.DisplayName, m.Email, m.CreatedAt, m.MutedAt, m.MutedUntil, m.SuspendedAt, m.SuspendedUntil, m.BannedAt, m.TwoFactorEnabled }).SingleAsync(cancellation));
        await JsonAsync("devices.json", await hub.Sessions.Where(s => s.MemberId == id).Select(s => new { s.Agent, s.CreatedAt, s.SeenAt }).ToListAsync(cancellation));
        await JsonAsync("sign-ins.json", await hub.SignInEntries.Where(e => e.MemberId == id).OrderBy(e => e.At).Select(e => new { e.Outcome, e.Means, e.Agent, e.Network, e.At }).ToListAsync(cancellation));
        await ConceptsAsync();
        await DraftsAsync();
        await PicturesAsync();
        await JsonAsync("recipes.json", (await hub.Recipes.Where(r => r.OwnerId == id && !r.IsDeleted).AsNoTracking().ToListAsync(cancellation)).Select(recipe => new { recipe.Id, recipe.Title, recipe.Description, recipe.Visibility, recipe.Settings, recipe.Entries, recipe.CreatedAt }));
        await JsonAsync("collections.json", await hub.Collections.Where(c => c.OwnerId == id).Select(c => new { c.Name, c.Description, c.Visibility, Concepts = c.Concepts.OrderBy(k => k.Place).Select(k => k.Concept.Name).ToList() }).ToListAsync(cancellation));
        await JsonAsync("presets.json", (await hub.Presets.Where(p => p.OwnerId == id).AsNoTracking().ToListAsync(cancellation)).Select(preset => new { preset.Name, preset.Settings }));
        await JsonAsync("reviews.json", await hub.Reviews.Where(r => r.AuthorId == id).Select(r => new { Concept = r.Concept.Name, r.Stars, r.Text, r.CreatedAt }).ToListAsync(cancellation));
        await JsonAsync("comments.json", await hub.Comments.Where(c => c.AuthorId == id && c.DeletedAt == null).Select(c => new { Concept = c.Concept.Name, c.Text, c.CreatedAt }).ToListAsync(cancellation));
        await JsonAsync("reports.json", await hub.Reports.Where(r => r.ReporterId == id).Select(r => new { r.TargetKind, r.TargetId, r.Reason, r.Text, r.State, r.CreatedAt }).ToListAsync(cancellation));
        await JsonAsync("decisions.json", await hub.Decisions.Where(d => d.OwnerId == id).OrderBy(d => d.At).Select(d => new { d.Action, d.TargetKind, d.TargetId, d.Title, d.Detail, d.Text, d.Until, d.At, Strike = hub.Strikes.Where(s => s.DecisionId == d.Id).Select(s => new { s.Points, s.ExpiresAt, s.VoidedAt }).FirstOrDefault(), Appeal = hub.Appeals.Where(a => a.DecisionId == d.Id).Select(a => new { a.Text, a.At, a.State, a.Answer, a.AnsweredAt }).FirstOrDefault() }).ToListAsync(cancellation));
        await JsonAsync("follows.json", await hub.Follows.Where(f => f.FollowerId == id).Join(hub.Users, f => f.FollowedId, m => m.Id, (f, m) => m.UserName).ToListAsync(cancellation));
        await JsonAsync("searches.json", (await hub.SavedSearches.Where(s => s.OwnerId == id).AsNoTracking().ToListAsync(cancellation)).Select(search => new { search.Name, search.Query, search.Tells }));
        await JsonAsync("notices.json", await hub.Notices.Where(n => n.MemberId == id).Select(n => new { n.Kind, n.Title, n.Text, n.CreatedAt }).ToListAsync(cancellation));
        await JobsAsync();

        async Task ConceptsAsync()
        {
            var concepts = await hub.Concepts.Include(c => c.Versions).Include(c => c.Pictures).AsNoTracking().AsSplitQuery()
                .Where(c => c.OwnerId == id && c.State != ConceptState.Deleted).OrderBy(c => c.PublishedAt).ThenBy(c => c.Id).ToListAsync(cancellation);
            foreach (var concept in concepts)
            {
                var folder = $"concepts/{concept.Slug}-{concept.Id:N}";
                var versions = concept.Versions.Select(v => v.Id).ToList();
                var kept = await hub.KeptReports.Include(r => r.Pictures).AsNoTracking().Where(r => versions.Contains(r.VersionId)).ToDictionaryAsync(r => r.VersionId, cancellation);
                await JsonAsync($"{folder}/concept.json", new
                {
                    concept.Name,
                    concept.Kind,
                    concept.TriggerWord,
                    concept.ClassWord,
                    concept.Description,
                    concept.Tags,
                    concept.Licence,
                    concept.AgeRating,
                    concept.State,
                    concept.Credit,
                    concept.PublishedAt,
                    Versions = concept.Versions.OrderBy(v => v.Number).Select(v => new { v.Number, v.ConceptNumber, v.Strength, v.Looks, v.ChangeNote, v.Training, v.CreatedAt, Kept = kept.TryGetValue(v.Id, out var report) ? Measured(report) : null }),
                    Pictures = concept.Pictures.OrderBy(p => p.Role).ThenBy(p => p.Place).Select(p => new { p.Role, p.Caption, File = $"{p.Blob}.png" }),
                });
                foreach (var version in concept.Versions) await FileAsync($"{folder}/version-{version.Number}.safetensors", version.AdapterBlob);
                var drawn = kept.Values.SelectMany(r => r.Pictures).SelectMany(p => new[] { p.AloneBlob, p.MergedBlob });
                foreach (var blob in concept.Pictures.Select(p => p.Blob).Concat(drawn).Distinct()) await FileAsync($"{folder}/{blob}.png", blob);
            }
        }

        async Task JobsAsync()
        {
            var jobs = await hub.Jobs.AsNoTracking().Where(j => j.OwnerId == id).OrderBy(j => j.CreatedAt).ThenBy(j => j.Id).Select(j => new { j.Id, j.Kind, j.Title, j.State, j.CreatedAt, j.FinishedAt }).ToListAsync(cancellation);
            var samples = (await hub.JobSamples.AsNoTracking().Where(s => hub.Jobs.Any(j => j.Id == s.JobId && j.OwnerId == id)).OrderBy(s => s.Step).ToListAsync(cancellation)).ToLookup(s => s.JobId);
            await JsonAsync("jobs.json", jobs.Select(job => new { job.Kind, job.Title, job.State, job.CreatedAt, job.FinishedAt, Samples = samples[job.Id].Select(SampleFile) }));
            foreach (var sample in jobs.SelectMany(job => samples[job.Id])) await FileAsync(SampleFile(sample), sample.Blob);
        }

        async Task DraftsAsync()
        {
            foreach (var draft in await hub.Drafts.Include(d => d.Pictures).AsNoTracking().Where(d => d.OwnerId == id && d.State != DraftState.Published).ToListAsync(cancellation))
            {
                var folder = $"drafts/{draft.Id:N}";
                await JsonAsync($"{folder}/draft.json", new { draft.State, draft.Description, draft.CreatedAt, Pictures = draft.Pictures.OrderBy(p => p.Place).Select(p => new { p.Caption, File = $"{p.Blob}.png" }) });
                foreach (var blob in draft.Pictures.Select(p => p.Blob).Distinct()) await FileAsync($"{folder}/{blob}.png", blob);
            }
        }

        async Task PicturesAsync()
        {
            var pictures = await hub.Pictures.AsNoTracking().Where(p => p.OwnerId == id).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id)
                .Select(p => new { p.Id, p.Blob, p.Settings, p.Visibility, p.IsStarred, p.CreatedAt, Boards = p.Boards.Select(b => b.Board.Name).ToList() }).ToListAsync(cancellation);
            await JsonAsync("pictures.json", pictures.Select(picture => new { File = $"pictures/{picture.Id:N}.png", picture.Settings, picture.Visibility, picture.IsStarred, picture.Boards, picture.CreatedAt }));
            foreach (var picture in pictures) await FileAsync($"pictures/{picture.Id:N}.png", picture.Blob);
        }

        static string SampleFile(JobSample sample) => $"jobs/{sample.JobId:N}/step-{sample.Step}.png";

        static object Measured(KeptReport report) => new { report.Kept, report.CreatedAt, Pictures = report.Pictures.OrderBy(p => p.Place).Select(p => new { p.Prompt, p.Seed, Alone = $"{p.AloneBlob}.png", Merged = $"{p.MergedBlob}.png" }) };

        async Task JsonAsync(string name, object value)
        {
            await using var entry = await archive.CreateEntry(name).OpenAsync(cancellation);
            await JsonSerializer.SerializeAsync(entry, value, Written, cancellation);
        }

        async Task FileAsync(string name, string blob)
        {
            if (!blobs.Contains(blob)) return;
            await using var from = await blobs.OpenReadAsync(blob, cancellation);
            await using var entry = await archive.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancellation);
            await from.CopyToAsync(entry, cancellation);
        }
    }
}
