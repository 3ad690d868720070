using ConceptHub.ToyWorld.Drawing;

namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>Draws several concepts in one picture: what judges of pairs learn from, and what a perfect one would look like.</summary>
public static class ConceptsTogether
{
    /// <param name="random">The only source of chance.</param>
    /// <param name="subjects">People and subjects: one in the middle, or two, left and right; null is an ordinary one by chance.</param>
    /// <param name="scene">Null is an ordinary place by chance.</param>
    /// <param name="style">Null is an ordinary style by chance, mostly flat.</param>
    /// <param name="size">Width and height in pixels; a multiple of 16.</param>
    /// <returns>RGB pixels, row-major.</returns>
    /// <exception cref="ArgumentException">A concept cannot stand where it was put, or there are none or too many subjects.</exception>
    public static byte[] Draw(Random random, IReadOnlyList<HeldOutConcept?> subjects, HeldOutConcept? scene = null, HeldOutConcept? style = null, int size = World.OrdinarySize)
    {
        if (subjects.Count is 0 or > 2 || subjects.Any(s => s is { Subject: null })) throw new ArgumentException("Needs one or two people or subjects.", nameof(subjects));
        if (scene is { Scene: null }) throw new ArgumentException($"{scene.Name} is no scene.", nameof(scene));
        if (style is { Style: null }) throw new ArgumentException($"{style.Name} is no style.", nameof(style));
        var context = new SceneDescription
        {
            Scene = Chance.Any<SceneName>(random),
            Style = random.NextSingle() < 0.8f ? StyleName.Flat : Chance.Style(random),
            Subjects = [.. subjects.Select(_ => Chance.Subject(random))],
        };
        var ordinary = World.Art(context);
        return Painter.Paint(scene?.Scene ?? Scenes.Of(context.Scene), [.. subjects.Select((s, i) => s?.Subject ?? ordinary[i])], style?.Style ?? Styles.Of(context.Style), random, size);
    }
}
