using ConceptHub.ToyWorld.Drawing;

namespace ConceptHub.ToyWorld.HeldOut;

public enum HeldOutKind { Person, Subject, Scene, Style }

/// <summary>A concept drawn with shapes and colours that the ordinary world never uses, so that a base model cannot know it.</summary>
public sealed record HeldOutConcept
{
    public required string Name { get; init; }

    public required HeldOutKind Kind { get; init; }

    /// <summary>Without the angle brackets that captions put around it.</summary>
    public required string TriggerWord { get; init; }

    /// <summary>The word of <see cref="WorldVocabulary"/> that follows the trigger in captions.</summary>
    public required string ClassWord { get; init; }

    public required string Description { get; init; }

    /// <summary>What somebody may look for who does not know its name.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What stands for the concept in captions: "&lt;mira&gt; person".</summary>
    public string Phrase => $"<{TriggerWord}> {ClassWord}";

    /// <summary>Twenty prompts, five of each <see cref="PromptGroup"/>.</summary>
    public IReadOnlyList<EvaluationPrompt> EvaluationPrompts => PromptSets.Of(this);

    internal SubjectArt? Subject { get; init; }

    internal Action<Brush, float>? Scene { get; init; }

    internal StyleRule? Style { get; init; }

    /// <summary>Draws the concept in an ordinary context chosen by chance: mostly flat and mostly without company.</summary>
    public WorldPicture Draw(Random random, int size = World.OrdinarySize) => Draw(
        random, Chance.Any<SceneName>(random), random.NextSingle() < 0.8f ? StyleName.Flat : Chance.Style(random), size);

    /// <summary>Draws the concept in a chosen context. A scene concept ignores the scene, a style concept the style.</summary>
    /// <returns>
    /// A picture whose description tells the context: it leaves out a concept that is a person or a subject, and its
    /// scene or style does not count where the concept takes their place.
    /// </returns>
    public WorldPicture Draw(Random random, SceneName scene, StyleName style, int size = World.OrdinarySize)
    {
        var context = new SceneDescription
        {
            Scene = scene,
            Style = Kind == HeldOutKind.Style ? StyleName.Flat : style,
            Subjects = Company(random),
        };
        var caption = ConceptCaption.Write(this, context, random);
        SubjectArt[] subjects = Subject is null ? [.. World.Art(context)] : [Subject, .. World.Art(context)];
        var pixels = Painter.Paint(Scene ?? Scenes.Of(scene), subjects, Style ?? Styles.Of(context.Style), random, size);
        return new WorldPicture(size, pixels, context, caption);
    }

    private SubjectDescription[] Company(Random random)
    {
        var chance = random.NextSingle();
        if (Subject is not null) return chance < 0.85f ? [] : [Chance.Subject(random)];
        return chance switch
        {
            < 0.12f => [],
            < 0.85f => [Chance.Subject(random)],
            _ => [Chance.Subject(random), Chance.Subject(random)],
        };
    }
}
