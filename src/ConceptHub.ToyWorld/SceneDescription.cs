namespace ConceptHub.ToyWorld;

/// <summary>The whole truth about a picture of the drawn world, apart from a few pixels of jitter.</summary>
public sealed record SceneDescription
{
    public required SceneName Scene { get; init; }

    public required StyleName Style { get; init; }

    /// <summary>None, one (centred) or two (left, right).</summary>
    public required IReadOnlyList<SubjectDescription> Subjects { get; init; }

    /// <summary>False in styles that lose colours; captions are silent about colours there.</summary>
    public bool ShowsColour => Style is not (StyleName.Outline or StyleName.Sepia or StyleName.Monochrome);
}

/// <summary>One subject. <see cref="Pattern"/> is plain for people; <see cref="Look"/> is set for people alone.</summary>
public sealed record SubjectDescription(SubjectName Name, ColourName Colour)
{
    public PatternName Pattern { get; init; }

    public PersonLook? Look { get; init; }
}

/// <summary>A person's looks. Captions never speak of <see cref="Skin"/> (0 to 3, pale to dark); a hat's colour goes with its kind.</summary>
public sealed record PersonLook(HairName Hair, ColourName HairColour, int Skin)
{
    public GlassesName Glasses { get; init; }

    public HatName Hat { get; init; }

    public bool Beard { get; init; }
}

/// <summary>A rendered picture. <c>Pixels</c>: RGB, row-major, 3 bytes each, <c>Size</c> by <c>Size</c>.</summary>
public sealed record WorldPicture(int Size, byte[] Pixels, SceneDescription Description, string Caption);
