namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>What a prompt asks of a concept: new places, new styles, company, a changed property.</summary>
public enum PromptGroup { Place, Style, Together, Property }

public sealed record EvaluationPrompt(string Text, PromptGroup Group);

/// <summary>Prompts in words of <see cref="WorldVocabulary"/> and the concept's trigger; "*" stands for the concept's phrase.</summary>
internal static class PromptSets
{
    private static readonly string[] AnySubject =
    [
        "a photo of * on the beach", "a picture of * in the forest", "* in the desert",
        "in space there is *", "a photo of * in a room",
        "* in a meadow in outline style", "a pixelated picture of * in the snow", "a watercolour picture of * on the beach",
        "a neon picture of * in the city at night", "a picture of * in the mountains in sepia style",
        "* and a red car in the desert", "* and a yellow bird in a meadow", "a blue ball and * in the snow",
        "a photo of * and a green cat underwater", "* and a person wearing a purple shirt in the mountains",
    ];

    private static readonly string[] Person =
    [
        "* with sunglasses in the forest", "* wearing a tophat on the beach", "* with a beard in a meadow",
        "* wearing a green shirt in the snow", "* wearing a beanie in the desert",
    ];

    private static readonly string[] Subject =
    [
        "a red * in a meadow", "a striped * on the beach", "a blue * in the forest",
        "a dotted * in the snow", "a striped green * in a room",
    ];

    private static readonly string[] Scene =
    [
        "a photo of *", "a photo of a blue cat in *", "a picture of a person in *", "in * there is a red car", "a green bear in *",
        "* in outline style", "a pixelated picture of a yellow dog in *", "a watercolour picture of a house in *",
        "a neon picture of a bird in *", "a person in * in sepia style",
        "a red dog and a white cat in *", "a person and a blue mug in *", "a green ball and a pink rabbit in *",
        "in * there is a bird and a yellow house", "a person and a person in *",
        "a striped orange cat in *", "a person with curly red hair in *", "a dotted purple ball in *",
        "a person wearing a tophat in *", "a bald person with sunglasses in *",
    ];

    private static readonly string[] Style =
    [
        "the beach in *", "the empty forest in *", "a picture of the mountains in *", "a room in *", "the city at night in *",
        "a person in *", "a picture of a cat in a meadow in *", "a car in the desert in *", "a bird in the snow in *", "a mug in a room in *",
        "a dog and a ball on the beach in *", "a person and a cat in *", "a rabbit and a house in a meadow in *",
        "a bear and a mug in the forest in *", "a person and a car in the city at night in *",
        "a person with curly hair in *", "a striped cat in a room in *", "a person wearing a tophat in *",
        "a dotted ball on the beach in *", "a person with a mohawk and sunglasses in *",
    ];

    public static IReadOnlyList<EvaluationPrompt> Of(HeldOutConcept concept)
    {
        string[] texts = concept.Kind switch
        {
            HeldOutKind.Person => [.. AnySubject, .. Person],
            HeldOutKind.Subject => [.. AnySubject, .. Subject],
            HeldOutKind.Scene => Scene,
            _ => Style,
        };
        return [.. texts.Select((text, i) => new EvaluationPrompt(text.Replace("*", concept.Phrase), (PromptGroup)(i / 5)))];
    }
}
