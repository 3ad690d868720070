using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Importing;

/// <summary>
/// Sentences about a concept nobody has pictures of, with * for its phrase: things it may do (the first places and things) to learn
/// from, others to judge by. Plain words, which the embedded model and those of the open world both know.
/// </summary>
internal static class ConceptSentences
{
    private static readonly string[] Places = ["on the beach", "in the forest", "in the desert", "in a room", "in the snow", "in the mountains", "in space", "in the city at night"];
    private static readonly string[] Things = ["a cat", "a person", "a car", "a bird", "a house", "a dog", "a rabbit", "a mug"];
    private const int LearnedOf = 6;   // of each eight

    public static IReadOnlyList<string> Learned(ConceptKind kind) => Sentences(kind, Places[..LearnedOf], Things[..LearnedOf]);

    public static IReadOnlyList<string> Judged(ConceptKind kind) => Sentences(kind, Places[LearnedOf..], Things[LearnedOf..]);

    private static IReadOnlyList<string> Sentences(ConceptKind kind, string[] places, string[] things) => kind switch
    {
        ConceptKind.Scene => ["a photo of *", .. things.SelectMany(thing => new[] { $"a photo of {thing} in *", $"{thing} in *", $"a picture of {thing} and a ball in *" })],
        ConceptKind.Style => [.. things.Zip(places).SelectMany(it => new[] { $"{it.First} in *", $"a picture of {it.First} {it.Second} in *", $"{it.First} and a ball {it.Second} in *" })],
        _ => ["a photo of *", .. places.Zip(things).SelectMany(it => new[] { $"a photo of * {it.First}", $"a picture of * {it.First}", $"* and {it.Second} {it.First}" })],
    };
}
