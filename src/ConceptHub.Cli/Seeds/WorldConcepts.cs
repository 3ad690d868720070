using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.ToyWorld;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Seeds;

/// <summary>What the drawn world's held-out concepts are as concepts of the hub.</summary>
internal static class WorldConcepts
{
    private static readonly string[] ShownSubject = ["a photo of * on the beach", "a picture of * in the forest", "* in the snow", "a photo of * in the city at night"];
    private static readonly string[] ShownScene = ["a photo of *", "a photo of a blue cat in *", "a picture of a person in *", "a red car in *"];
    private static readonly string[] ShownStyle = ["a picture of a person on the beach in *", "a picture of a cat in a meadow in *", "the city at night in *", "a red car in the desert in *"];

    public static ConceptFile Describe(HeldOutConcept concept, int? number) => new(
        concept.Name, ConceptWords.Slug(concept.Name), KindOf(concept), TriggerWords.InPrompt(concept.TriggerWord), concept.ClassWord,
        concept.Description, concept.Tags, number, number is null ? null : Licence.Open);

    public static ConceptKind KindOf(HeldOutConcept concept) => concept.Kind switch
    {
        HeldOutKind.Person => ConceptKind.Person,
        HeldOutKind.Subject => ConceptKind.Subject,
        HeldOutKind.Scene => ConceptKind.Scene,
        _ => ConceptKind.Style,
    };

    /// <summary>Training pictures: the concept in one ordinary scene after another, in the plain style, without needless company.</summary>
    public static IReadOnlyList<TrainingPicture> Pictures(HeldOutConcept concept, int count)
    {
        var random = new Random(StableHash(concept.TriggerWord));
        var scenes = Enum.GetValues<SceneName>();
        var first = random.Next(scenes.Length);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var picture = Draw(concept, scenes[(first + i * 3) % scenes.Length], random);
            return new TrainingPicture(new RgbImage(picture.Size, picture.Size, picture.Pixels), picture.Caption);
        })];
    }

    /// <summary>Prompts for the pictures on the concept's page, each in another place.</summary>
    public static IReadOnlyList<string> ShowcasePrompts(HeldOutConcept concept)
    {
        var prompts = concept.Kind switch { HeldOutKind.Scene => ShownScene, HeldOutKind.Style => ShownStyle, _ => ShownSubject };
        return [.. prompts.Select(prompt => prompt.Replace("*", concept.Phrase, StringComparison.Ordinal))];
    }

    // A second subject beside a person would be learnt with it; places and styles need one to show what they do.
    private static WorldPicture Draw(HeldOutConcept concept, SceneName scene, Random random)
    {
        var most = concept.Kind is HeldOutKind.Scene or HeldOutKind.Style ? 1 : 0;
        while (true)
        {
            var picture = concept.Draw(random, scene, StyleName.Flat);
            if (picture.Description.Subjects.Count <= most) return picture;
        }
    }

    // String.GetHashCode differs from run to run.
    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
