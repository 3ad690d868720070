using System.Globalization;

namespace ConceptHub.Catalog;

/// <summary>Where a member's files are.</summary>
public enum StorageKind { Pictures, Drafts, StartPictures, Concepts }

/// <summary>How much of the hub's disk is one member's. A file that is in several places counts once, for the first of them.</summary>
/// <param name="Bytes">By place; places without files are left out.</param>
/// <param name="Allowed">Bytes.</param>
public sealed record StorageUse(IReadOnlyDictionary<StorageKind, long> Bytes, long Allowed)
{
    /// <summary>What to do when there is no room.</summary>
    public const string Advice = "Delete pictures of your gallery or drafts that you do not need; your account page shows what takes how much.";

    public long Used => Bytes.Values.Sum();

    /// <summary>0 to 1, also when more is used than allowed.</summary>
    public double Share => Allowed <= 0 ? 1 : Math.Min(1, Used / (double)Allowed);

    /// <summary>Why another file does not fit, without what to do.</summary>
    public string Problem => $"Your files take {Words(Used)} of the {Words(Allowed)} that you have, and this is too much beside them.";

    /// <summary>The same behind a file's name.</summary>
    public string FileProblem => $"was not kept: your files take {Words(Used)} of the {Words(Allowed)} that you have. {Advice}";

    /// <summary>A size as people say it: <c>1.9 GB</c>; a kilobyte has 1000 bytes.</summary>
    public static string Words(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 999) / 1000} kB"),
    };
}
