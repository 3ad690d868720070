using ConceptHub.ToyWorld.Drawing;

namespace ConceptHub.ToyWorld;

/// <summary>The drawn world: endless pictures with captions and ground truth. The same seed gives the same picture.</summary>
public static class World
{
    public const int OrdinarySize = 128;

    /// <summary>A picture of the ordinary world, never a combination that <see cref="Reserved"/> keeps for judging.</summary>
    /// <param name="random">The only source of chance.</param>
    /// <param name="size">Width and height in pixels; a multiple of 16.</param>
    public static WorldPicture Draw(Random random, int size = OrdinarySize)
    {
        var description = Describe(random);
        var caption = Caption(description, random);
        return new WorldPicture(size, Render(description, random, size), description, caption);
    }

    /// <summary>Chooses what to draw: 8 % empty places, 72 % one subject, 20 % two.</summary>
    public static SceneDescription Describe(Random random)
    {
        while (true)
        {
            var description = Chance.Description(random);
            if (!Reserved.Contains(description)) return description;
        }
    }

    /// <returns>RGB pixels, row-major; <paramref name="random"/> moves things by a few pixels.</returns>
    public static byte[] Render(SceneDescription description, Random random, int size = OrdinarySize)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % Filters.BlocksAcross, 0);
        return Painter.Paint(Scenes.Of(description.Scene), Art(description), Styles.Of(description.Style), random, size);
    }

    /// <summary>One of many true sentences about a picture, in words of <see cref="WorldVocabulary"/>.</summary>
    public static string Caption(SceneDescription description, Random random) =>
        new CaptionWriter(random).Write(description);

    /// <summary>Captions that name scene, subject, colour and style of combinations that are never drawn for training.</summary>
    public static IReadOnlyList<EvaluationCaption> EvaluationCaptions(int count) => Reserved.Captions(count);

    /// <summary>Captions with the class each one shows, to be kept beside a model for training adapters against.</summary>
    public static IReadOnlyList<CaptionRecord> ExportCaptions(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => CaptionRecord.Of(Describe(random), random))];
    }

    internal static IReadOnlyList<SubjectArt> Art(SceneDescription description) => [.. description.Subjects.Select(Art)];

    private static SubjectArt Art(SubjectDescription subject) => subject.Name switch
    {
        SubjectName.Person => People.Of(subject),
        <= SubjectName.Bird => Animals.Of(subject),
        _ => Objects.Of(subject),
    };
}
