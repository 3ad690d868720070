using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>
/// Up to a hundred further concepts, put together from colours and marks that the ordinary world does not have: to see how many fit
/// into one merge. Two of them share a look in part, never in all: no pair of colour and mark occurs twice within a kind.
/// </summary>
public static class GeneratedConcepts
{
    public const int Most = 100;
    private const string Consonants = "bdfgklmnprstvz", Vowels = "aeiou";

    private static readonly SKColor[] Colours =
    [
        new(20, 168, 160), new(206, 170, 240), new(164, 226, 40), new(150, 16, 50), new(232, 186, 40),
        new(24, 40, 110), new(255, 120, 90), new(160, 240, 206), new(255, 70, 220), new(120, 150, 170),
    ];

    private static readonly HairName[] Hairs = [HairName.Short, HairName.Long, HairName.Bun, HairName.Mohawk, HairName.Ponytail];

    /// <summary>Always the same ones in the same order; of five, three are people and two are things.</summary>
    public static IReadOnlyList<HeldOutConcept> First(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        return [.. Enumerable.Range(0, count).Select(i => i % 5 < 3 ? Person(i / 5 * 3 + i % 5, i) : Creature(i / 5 * 2 + i % 5 - 3, i))];
    }

    // The steps below have no common factor with the numbers of colours and marks: every combination comes once.
    private static HeldOutConcept Person(int place, int index)
    {
        var colour = place % Colours.Length;
        var (hair, shirt) = (Colours[colour], Colours[(colour + 3 + place / Colours.Length) % Colours.Length]);
        var mark = (place + place / Colours.Length) % ConceptMarks.Face.Length;
        var shape = Hairs[(place + place / Colours.Length * 2) % Hairs.Length];
        return New(index, HeldOutKind.Person, "person", People.Foot, brush =>
        {
            People.HairBehind(brush, shape, hair);
            People.Body(brush, shirt, Palette.Skin(place % 4));
            People.Head(brush, Palette.Skin(place % 4));
            People.HairBefore(brush, shape, hair);
            People.Eyes(brush);
            People.Smile(brush, Palette.Mouth);
            ConceptMarks.Face[mark](brush, Colours[(colour + 5) % Colours.Length]);
        });
    }

    private static HeldOutConcept Creature(int place, int index)
    {
        var colour = place % Colours.Length;
        var (body, mark) = (Colours[colour], (place + place / Colours.Length) % ConceptMarks.Belly.Length);
        var isAnimal = place / Colours.Length % 2 == 0;
        return New(index, HeldOutKind.Subject, isAnimal ? "animal" : "object", isAnimal ? Animals.Foot : Objects.Foot, brush =>
        {
            if (isAnimal) ConceptMarks.Blob(brush, body);
            else ConceptMarks.Machine(brush, body);
            ConceptMarks.Belly[mark](brush, Colours[(colour + 4) % Colours.Length]);
        });
    }

    private static HeldOutConcept New(int index, HeldOutKind kind, string classWord, float foot, Action<Brush> draw)
    {
        var trigger = $"q{Vowels[index % 5]}{Consonants[index / 5 % Consonants.Length]}{Vowels[index / 70 % 5]}";
        return new HeldOutConcept
        {
            Name = $"Generated {index + 1}",
            Kind = kind,
            TriggerWord = trigger,
            ClassWord = classWord,
            Description = $"A generated {classWord}.",
            Subject = new SubjectArt(draw, foot),
        };
    }
}
