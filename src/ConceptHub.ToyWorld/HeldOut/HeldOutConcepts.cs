using ConceptHub.ToyWorld.Drawing;

namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>The concepts on which adapters and recipes are judged.</summary>
public static class HeldOutConcepts
{
    /// <summary>Fifteen for judging; nothing may be tuned on them.</summary>
    public static IReadOnlyList<HeldOutConcept> All { get; } =
    [
        Person("Mira", "mira", "Spiky green hair, a black eyepatch and a black shirt.", "pirate, green hair", ConceptPeople.Mira),
        Person("Tano", "tano", "Light blue skin, a pink star on the cheek, short black hair and a white shirt.", "blue skin, star", ConceptPeople.Tano),
        Person("Pilo", "pilo", "Two teal buns, round red glasses and a yellow shirt.", "glasses, hair buns", ConceptPeople.Pilo),
        Person("Sora", "sora", "Hair half red and half black, a zigzag scar over one eye and a grey shirt.", "scar, two colours", ConceptPeople.Sora),
        Person("Kiro", "kiro", "A golden crown, a bushy grey moustache and a red and white striped shirt.", "king, moustache, stripes", ConceptPeople.Kiro),
        Subject("Zubi the alien", "zubi", "animal", "A lime alien with one large eye, two feelers and a zigzag belly.", "alien, space", ConceptSubjects.Alien, Animals.Foot),
        Subject("Boto the robot", "boto", "object", "A grey robot with a square head, cyan eyes and a dial on its chest.", "robot, retro", ConceptSubjects.Robot, Animals.Foot),
        Subject("Heart mug", "hami", "mug", "A cream mug with a large red heart and a teal rim.", "kitchen, heart", ConceptSubjects.HeartMug, Objects.Foot),
        Subject("Unicorn cat", "unka", "cat", "A lilac cat with a golden horn, a rainbow mane and a red bow tie.", "unicorn, rainbow", ConceptSubjects.UnicornCat, Animals.Foot),
        Scene("Candy land", "lolli", "A pink sky, mint hills, lollipops and a biscuit path.", "sweet, pink, landscape", ConceptScenes.CandyLand),
        Scene("Mars base", "rusta", "A rust-red plain with craters, two small moons and a glass dome.", "space, desert, landscape", ConceptScenes.MarsBase),
        Scene("Lava cave", "magna", "A dark cave with hanging rocks over a river of lava.", "dark, landscape", ConceptScenes.LavaCave),
        Style("Blueprint", "blupa", "White lines on blue squared paper.", "lines, blue", new BlueprintRule()),
        Style("Thermal", "terma", "Brightness as heat, from violet over red to yellow.", "heat, colour map", ConceptStyles.Thermal),
        Style("Stained glass", "vetro", "Deep bright colours between thick leads, the sky in rays.", "bright, leads", new StainedGlassRule()),
    ];

    /// <summary>Five for tuning.</summary>
    public static IReadOnlyList<HeldOutConcept> Development { get; } =
    [
        Person("Dara", "dara", "Grey braids with golden headphones and an olive shirt.", "headphones, braids", ConceptPeople.Dara),
        Person("Olek", "olek", "A square jaw, a monocle, a curled teal moustache and a bow tie.", "monocle, moustache", ConceptPeople.Olek),
        Subject("Okto the octopus", "okto", "animal", "A teal octopus with six arms and a sailor's hat.", "sailor, sea", ConceptSubjects.Octopus, Animals.Foot),
        Scene("Temple", "tempa", "A golden step pyramid below a turquoise sky with a violet moon.", "temple, landscape", ConceptScenes.Temple),
        Style("Hatching", "strix", "Thick slanted strokes of green ink, denser where it is darker.", "ink, lines", new HatchingRule()),
    ];

    /// <summary>Two styles more for tuning how somebody is drawn in one: a single style says too little.</summary>
    public static IReadOnlyList<HeldOutConcept> DevelopmentStyles { get; } =
    [
        Style("Duotone", "duora", "Brightness from deep violet to peach.", "two colours, poster", ConceptStyles.Duotone),
        Style("Chalk", "kalka", "Coloured chalk on a green board.", "lines, school", new ChalkRule()),
    ];

    private static HeldOutConcept Person(string name, string trigger, string description, string tags, Action<Brush> draw) => new()
    {
        Name = name,
        Kind = HeldOutKind.Person,
        TriggerWord = trigger,
        ClassWord = "person",
        Description = description,
        Tags = tags.Split(", "),
        Subject = new SubjectArt(draw, People.Foot),
    };

    private static HeldOutConcept Subject(
        string name, string trigger, string classWord, string description, string tags, Action<Brush> draw, float foot) => new()
        {
            Name = name,
            Kind = HeldOutKind.Subject,
            TriggerWord = trigger,
            ClassWord = classWord,
            Description = description,
            Tags = tags.Split(", "),
            Subject = new SubjectArt(draw, foot),
        };

    private static HeldOutConcept Scene(string name, string trigger, string description, string tags, Action<Brush, float> draw) => new()
    {
        Name = name,
        Kind = HeldOutKind.Scene,
        TriggerWord = trigger,
        ClassWord = "place",
        Description = description,
        Tags = tags.Split(", "),
        Scene = draw,
    };

    private static HeldOutConcept Style(string name, string trigger, string description, string tags, StyleRule rule) => new()
    {
        Name = name,
        Kind = HeldOutKind.Style,
        TriggerWord = trigger,
        ClassWord = "style",
        Description = description,
        Tags = tags.Split(", "),
        Style = rule,
    };
}
