namespace ConceptHub.Catalog;

/// <param name="Stars">1 to 5.</param>
/// <param name="Text">Markdown, up to 2000 characters; may be empty.</param>
public sealed record ReviewDraft(int Stars, string Text);

/// <summary>A review as readers see it.</summary>
public sealed record ReviewInfo : RemarkInfo
{
    public required int VersionNumber { get; init; }
    public required int Stars { get; init; }

    /// <summary>The proof of use: pictures that the author made with this version, private ones counted.</summary>
    public required int PicturesMade { get; init; }

    /// <summary>Blobs of the newest public ones of these.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>Whether a viewer may review a concept.</summary>
public enum ReviewRight
{
    /// <summary>Not signed in.</summary>
    Guest,

    /// <summary>Their own concept.</summary>
    Owner,

    /// <summary>Made no picture with it yet.</summary>
    NotUsed,

    May,
}

/// <summary>A concept's reviews as somebody sees them.</summary>
/// <param name="Others">Newest first, without the viewer's own.</param>
/// <param name="Mine">The viewer's, of the newest version they used.</param>
public sealed record ReviewBoard(PageOf<ReviewInfo> Others, ReviewInfo? Mine, ReviewRight Right);
