using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What the file of a column is for, and so what becomes of a row without it (<see cref="MissingFiles"/>).</summary>
internal enum BlobUse
{
    /// <summary>A member's picture.</summary>
    Picture,

    /// <summary>On the page of a concept.</summary>
    Shown,

    /// <summary>In the report of what is kept of a concept.</summary>
    Measured,

    /// <summary>Work that is not finished.</summary>
    Work,

    /// <summary>A concept itself.</summary>
    Adapter,

    /// <summary>A concept made quiet on others.</summary>
    Settled,

    /// <summary>What a recipe is drawn over: without it the rest of the recipe is still true.</summary>
    Start,

    /// <summary>Something known of a file, which goes with it.</summary>
    Note,
}

/// <summary>A column that names a blob.</summary>
internal sealed record BlobColumn(Type Entity, string Property, BlobUse Use)
{
    /// <summary>Whether <see cref="BlobSweep"/> leaves the file alone while a row names it.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>Where its bytes count among those of its member (<see cref="StorageQuotas"/>); null where they do not.</summary>
    public StorageKind? Counts { get; init; }

    /// <summary>All that is named.</summary>
    public required Func<HubDbContext, IQueryable<string>> Read { get; init; }

    /// <summary>Deletes the rows that name one of some files.</summary>
    public required Func<HubDbContext, IReadOnlyList<string>, CancellationToken, Task<int>> DeleteAsync { get; init; }

    public static BlobColumn Of<T>(Expression<Func<T, string?>> blob, BlobUse use) where T : class
    {
        var name = ((MemberExpression)blob.Body).Member.Name;
        return new BlobColumn(typeof(T), name, use)
        {
            Read = hub => hub.Set<T>().Select(blob).Where(it => it != null).Select(it => it!),
            DeleteAsync = (hub, gone, cancellation) => hub.Set<T>().Where(row => gone.Contains(EF.Property<string>(row, name))).ExecuteDeleteAsync(cancellation),
        };
    }
}

/// <summary>
/// Every column that names a blob. The sweep of files and the search for missing ones go by this list; a test compares it with the model and
/// with what counts as a member's. A new column also wants a line in <see cref="BlobAccess"/> (who sees it) and <see cref="MemberArchive"/>
/// (whose it is): each has a rule of its own there.
/// </summary>
internal static class BlobColumns
{
    public static IReadOnlyList<BlobColumn> All { get; } =
    [
        BlobColumn.Of<ConceptVersion>(v => v.AdapterBlob, BlobUse.Adapter) with { Counts = StorageKind.Concepts },
        BlobColumn.Of<ConceptPicture>(p => p.Blob, BlobUse.Shown) with { Counts = StorageKind.Concepts },
        BlobColumn.Of<KeptPicture>(p => p.AloneBlob, BlobUse.Measured),
        BlobColumn.Of<KeptPicture>(p => p.MergedBlob, BlobUse.Measured),
        BlobColumn.Of<Picture>(p => p.Blob, BlobUse.Picture) with { Counts = StorageKind.Pictures },
        BlobColumn.Of<DraftPicture>(p => p.Blob, BlobUse.Work) with { Counts = StorageKind.Drafts },
        BlobColumn.Of<JobSample>(s => s.Blob, BlobUse.Work),
        // A picture to draw over that nothing was drawn over goes after a day: what was drawn names it in its order.
        BlobColumn.Of<StartUpload>(u => u.Blob, BlobUse.Work) with { Keeps = false, Counts = StorageKind.StartPictures },
        BlobColumn.Of<SettledPart>(p => p.AdapterBlob, BlobUse.Settled),
        BlobColumn.Of<Recipe>(r => r.StartBlob, BlobUse.Start),
        BlobColumn.Of<StoredPrint>(p => p.Blob, BlobUse.Note) with { Keeps = false },
        BlobColumn.Of<StoredFile>(f => f.Blob, BlobUse.Note) with { Keeps = false },
    ];

    /// <summary>Columns of JSON that name blobs inside it; <see cref="BlobSweep"/> says how long each keeps them.</summary>
    public static IReadOnlyList<(Type Entity, string Property)> Texts { get; } =
    [
        (typeof(Job), nameof(Job.Order)), (typeof(Job), nameof(Job.Outcome)),
        (typeof(TrainDraft), nameof(TrainDraft.Lora)), (typeof(TrainDraft), nameof(TrainDraft.Adapter)),
        (typeof(Decision), nameof(Decision.Undo)),
    ];

    /// <summary>
    /// Columns of JSON that mention a picture which was drawn over and do not keep its file: the order of a picture keeps it as long as that
    /// picture is there, a recipe has a column for it, and elsewhere whoever draws again is told that it is gone.
    /// </summary>
    public static IReadOnlyList<(Type Entity, string Property)> Mentions { get; } =
    [
        (typeof(Picture), nameof(Picture.Settings)), (typeof(Recipe), nameof(Recipe.Settings)),
        (typeof(ConceptPicture), nameof(ConceptPicture.Settings)),
    ];

    public static IEnumerable<BlobColumn> For(params IReadOnlyList<BlobUse> uses) => All.Where(column => uses.Contains(column.Use));
}
