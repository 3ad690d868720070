namespace ConceptHub.ToyWorld;

/// <summary>How often things occur in the drawn world.</summary>
internal static class Chance
{
    private static readonly ColourName[] HairColours =
    [
        ColourName.Black, ColourName.Brown, ColourName.Yellow, ColourName.Red,
        ColourName.White, ColourName.Blue, ColourName.Purple, ColourName.Pink,
    ];

    public static SceneDescription Description(Random random) => new()
    {
        Scene = Any<SceneName>(random),
        Style = Style(random),
        Subjects = Subjects(random),
    };

    public static StyleName Style(Random random) =>
        random.NextSingle() < 0.55f ? StyleName.Flat : (StyleName)random.Next(1, Enum.GetValues<StyleName>().Length);

    public static SubjectDescription Subject(Random random)
    {
        var kind = random.NextSingle();
        if (kind < 0.36f) return Person(random);
        var name = kind < 0.7f ? (SubjectName)random.Next((int)SubjectName.Cat, (int)SubjectName.Mug)
            : (SubjectName)random.Next((int)SubjectName.Mug, (int)SubjectName.Balloon + 1);
        return Thing(name, random);
    }

    public static SubjectDescription Of(SubjectName name, Random random) =>
        name == SubjectName.Person ? Person(random) : Thing(name, random);

    public static T Any<T>(Random random) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }

    private static SubjectDescription[] Subjects(Random random) => random.NextSingle() switch
    {
        < 0.08f => [],
        < 0.8f => [Subject(random)],
        _ => [Subject(random), Subject(random)],
    };

    private static SubjectDescription Thing(SubjectName name, Random random) => new(name, Any<ColourName>(random))
    {
        Pattern = random.NextSingle() switch { < 0.6f => PatternName.Plain, < 0.8f => PatternName.Striped, _ => PatternName.Dotted },
    };

    private static SubjectDescription Person(Random random)
    {
        var hair = Any<HairName>(random);
        // A hat would hide what makes these three.
        var hasHat = hair is not (HairName.Bun or HairName.Mohawk or HairName.Bald) && random.NextSingle() < 0.45f;
        return new SubjectDescription(SubjectName.Person, Any<ColourName>(random))
        {
            Look = new PersonLook(hair, HairColours[random.Next(HairColours.Length)], random.Next(4))
            {
                Glasses = random.NextSingle() switch { < 0.6f => GlassesName.None, < 0.8f => GlassesName.Glasses, _ => GlassesName.Sunglasses },
                Hat = hasHat ? (HatName)random.Next(1, 4) : HatName.None,
                Beard = random.NextSingle() < 0.2f,
            },
        };
    }
}
