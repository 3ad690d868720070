using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <param name="Imported">Concepts or versions new in the catalog.</param>
/// <param name="Present">Those that were there already.</param>
/// <param name="Skipped">A sentence for each that could not be taken.</param>
public sealed record SeedReport(int Imported, int Present, IReadOnlyList<string> Skipped);

/// <summary>
/// Brings the concepts of <c>data/seed</c> into the catalog as published concepts of the built-in member. Each keeps the number
/// in its file; people among them are invented, and say so. Doing it again changes nothing; a newer adapter of a known concept becomes its next version.
/// </summary>
public sealed class SeedImport(IDbContextFactory<HubDbContext> hubs, HubHome home, FileBlobStore blobs, TimeProvider clock)
{
    /// <summary>User name of the built-in member. It has no password and cannot sign in.</summary>
    public const string MemberName = "concepthub";

    public async Task<SeedReport> ImportAsync(BlockPlan plan, Codebook codebook, CancellationToken cancellation)
    {
        var (imported, present, skipped) = (0, 0, new List<string>());
        // The catalog shows the newest first, so a fresh one begins with what comes last here: people, by name.
        var seeds = SeedFolder.AllIn(home.Seed);
        foreach (var seed in seeds.OrderByDescending(seed => seed.Concept.Kind).ThenByDescending(seed => seed.Concept.Name, StringComparer.Ordinal))
        {
            var result = await ImportAsync(seed, plan, codebook, cancellation);
            if (result is SeedResult.Imported) imported++;
            else if (result is SeedResult.Skipped { Why: var why }) skipped.Add($"{seed.Concept.Slug}: {why}");
            else present++;
        }

        await AttestAsync(cancellation);
        // Last: a report names the others.
        await new SeedKeptReports(hubs, blobs, clock).ImportAsync(seeds, cancellation);
        return new SeedReport(imported, present, skipped);
    }

    // Those of before anybody was asked, too.
    private async Task AttestAsync(CancellationToken cancellation)
    {
        var key = MemberName.ToUpperInvariant();
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var unsaid = await hub.Concepts.Where(c => c.Kind == ConceptKind.Person && c.Owner.NormalizedUserName == key && !hub.Depictions.Any(d => d.ConceptId == c.Id))
            .Select(c => new { Concept = c, Version = c.Versions.Max(v => v.Number) }).ToListAsync(cancellation);
        foreach (var it in unsaid)
            Depictions.Add(hub, it.Concept, it.Version, new Depiction(DepictedPerson.Invented), new Actor(it.Concept.OwnerId, MemberName, []), clock.GetUtcNow());
        await hub.SaveChangesAsync(cancellation);
    }

    private async Task<SeedResult> ImportAsync(SeedFolder seed, BlockPlan plan, Codebook codebook, CancellationToken cancellation)
    {
        if (!File.Exists(seed.Adapter)) return new SeedResult.Skipped("adapter.safetensors is missing.");
        if (await IsPresentAsync(seed, cancellation)) return new SeedResult.Present();
        if (Refusal(seed, plan, codebook) is { } refusal) return new SeedResult.Skipped(refusal);

        var adapterBlob = await PutAsync(seed.Adapter, cancellation);
        var pictures = await PicturesAsync(seed, cancellation);
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var owner = await BuiltInMemberAsync(hub, cancellation);
        var concept = await hub.Concepts.Include(c => c.Versions).FirstOrDefaultAsync(c => c.OwnerId == owner && c.Slug == seed.Concept.Slug, cancellation);
        if (concept is null)
        {
            if (await Training.IsTakenAsync(hub, ConceptWords.TriggerKey(seed.Concept.TriggerWord), cancellation)) return new SeedResult.Skipped($"the trigger word {seed.Concept.TriggerWord} is taken.");
            hub.Concepts.Add(concept = NewConcept(seed.Concept, owner));
        }

        if (concept.Tags.Count == 0) concept.Tags = seed.Concept.Tags;   // a hub of before there were any
        var model = InstalledModel.From(plan, codebook);
        var version = NewVersion(seed, model, concept, (adapterBlob, await ContentHashes.OfAsync(blobs, adapterBlob, cancellation)), await ContentHashes.ValuesAsync(blobs, adapterBlob, cancellation));
        hub.ConceptVersions.Add(version);
        if (seed.Look is { } look && look.Adapter == adapterBlob) hub.ConceptEmbeddings.Add(new ConceptEmbedding { VersionId = version.Id, Model = look.Model, Vector = look.Vector });
        await hub.ConceptPictures.Where(p => p.ConceptId == concept.Id).ExecuteDeleteAsync(cancellation);
        concept.Pictures.AddRange(pictures);
        hub.ConceptPictures.AddRange(pictures); // said aloud: they have ids, so EF would take those of a known concept for old ones
        await hub.SaveChangesAsync(cancellation);
        if (!await Slots.HoldExactlyAsync(hub, model, seed.Concept.ConceptNumber, concept.Id, cancellation)) return new SeedResult.Skipped($"concept number {seed.Concept.ConceptNumber} is held by another concept.");
        await work.CommitAsync(cancellation);
        return new SeedResult.Imported();
    }

    // A start must be quick: a known adapter is known by its hash, nothing is parsed.
    private async Task<bool> IsPresentAsync(SeedFolder seed, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(seed.Adapter);
        var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation));
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.ConceptVersions.AnyAsync(v => v.AdapterBlob == hash, cancellation);
    }

    private static string? Refusal(SeedFolder seed, BlockPlan plan, Codebook codebook)
    {
        using var file = File.OpenRead(seed.Adapter);
        return ConceptAdapterFile.Inspect(file, plan, codebook).Match(
            accepted => accepted.Adapter.ConceptNumber == seed.Concept.ConceptNumber
                ? null
                : $"its adapter has concept number {accepted.Adapter.ConceptNumber}, concept.json says {seed.Concept.ConceptNumber}.",
            refused => string.Join(' ', refused.Problems.Select(problem => problem.Sentence)));
    }

    private async Task<Guid> BuiltInMemberAsync(HubDbContext hub, CancellationToken cancellation)
    {
        var key = MemberName.ToUpperInvariant();
        if (await hub.Users.FirstOrDefaultAsync(m => m.NormalizedUserName == key, cancellation) is { } known) return known.Id;
        var member = new Member
        {
            Id = Guid.CreateVersion7(),
            UserName = MemberName,
            NormalizedUserName = key,
            DisplayName = "ConceptHub",
            SecurityStamp = Guid.NewGuid().ToString("N"),
            LockoutEnabled = true,
            LockoutEnd = DateTimeOffset.MaxValue,
            CreatedAt = clock.GetUtcNow(),
        };
        hub.Users.Add(member);
        await hub.SaveChangesAsync(cancellation);
        return member.Id;
    }

    private Concept NewConcept(SeedConcept seed, Guid owner) => new()
    {
        OwnerId = owner,
        Name = seed.Name,
        Slug = seed.Slug,
        Kind = seed.Kind,
        TriggerWord = seed.TriggerWord,
        TriggerKey = ConceptWords.TriggerKey(seed.TriggerWord),
        ClassWord = seed.ClassWord,
        Description = seed.Description,
        Tags = seed.Tags,
        Licence = Licence.Open,
        AgeRating = AgeRating.Everyone,
        PublishedAt = clock.GetUtcNow(),
        Trend = Trending.New(clock.GetUtcNow()),
    };

    private ConceptVersion NewVersion(SeedFolder seed, InstalledModel model, Concept concept, (string Blob, string ContentHash) adapter, string values) => new()
    {
        ConceptId = concept.Id,
        Number = concept.Versions.Select(v => v.Number).DefaultIfEmpty().Max() + 1,
        AdapterBlob = adapter.Blob,
        AdapterBytes = blobs.LengthOf(adapter.Blob),
        ConceptNumber = seed.Concept.ConceptNumber,
        BaseModelHash = model.Hash,
        PlanHash = model.PlanHash,
        Strength = StrengthRange.Usual,
        Training = null,
        ContentHash = adapter.ContentHash,
        ValueHash = values,
        CreatedAt = clock.GetUtcNow(),
    };

    private async Task<List<ConceptPicture>> PicturesAsync(SeedFolder seed, CancellationToken cancellation)
    {
        var pictures = new List<ConceptPicture>();
        foreach (var (file, said) in seed.Showcase)
            pictures.Add(new ConceptPicture { Role = ConceptPictureRole.Showcase, Place = pictures.Count, Blob = await PutAsync(file, cancellation), Caption = said?.Prompt ?? seed.Concept.Name, Settings = Settings(said) });
        foreach (var picture in seed.Training)
            pictures.Add(new ConceptPicture { Role = ConceptPictureRole.Training, Place = pictures.Count, Blob = await PutAsync(picture.Path, cancellation), Caption = picture.Caption });
        return pictures;
    }

    private static PictureSettings? Settings(SeedPicture? said)
    {
        if (said is not { Prompt: { } prompt }) return null;
        var usual = new PictureSettings { Prompt = prompt, Seed = said.Seed };
        return said.Settings is not { } own ? usual : usual with
        {
            NegativePrompt = own.NegativePrompt,
            Width = own.Width ?? usual.Width,
            Height = own.Height ?? usual.Height,
            Steps = own.Steps ?? usual.Steps,
            GuidanceScale = own.GuidanceScale ?? usual.GuidanceScale,
            Scheduler = own.Scheduler ?? usual.Scheduler,
        };
    }

    private async Task<string> PutAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file);
        return await blobs.PutAsync(content, cancellation);
    }

    private abstract record SeedResult
    {
        public sealed record Imported : SeedResult;

        public sealed record Present : SeedResult;

        public sealed record Skipped(string Why) : SeedResult;
    }
}
