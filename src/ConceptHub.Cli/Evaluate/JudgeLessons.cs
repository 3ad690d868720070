using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Pictures of the drawn world as latents, with what is true of them.</summary>
/// <param name="Latents">[pictures, channels, h, w], on the CPU.</param>
/// <param name="Captions">One for each picture.</param>
internal sealed record CaptionedLatents(Tensor Latents, IReadOnlyList<string> Captions) : IDisposable
{
    public void Dispose() => Latents.Dispose();
}

/// <summary>Renders for judges to learn from and to be examined on. Nobody's training pictures are among them.</summary>
internal sealed class JudgeLessons(StableDiffusionModel model)
{
    private const int EncodedTogether = 64;

    // Words of one group exclude each other, so one for another makes a sentence false.
    private static readonly string[][] Groups =
    [
        Words<SceneName>(), Words<StyleName>(), Words<SubjectName>(), Words<ColourName>(), [.. Words<PatternName>().Skip(1)],
        Words<HairName>(), [.. Words<HatName>().Skip(1)],
    ];

    /// <summary>Ordinary pictures of the world.</summary>
    public CaptionedLatents Ordinary(int count, int seed) => Encode(count, seed, (random, _) => World.Draw(random));

    /// <summary>Combinations that no training ever saw, with their captions; the last is captioned with nothing.</summary>
    public CaptionedLatents Reserved(int count, int seed)
    {
        var captions = World.EvaluationCaptions(count);
        var drawn = Encode(count, seed, (random, i) =>
            new WorldPicture(World.OrdinarySize, World.Render(captions[i].Description, random), captions[i].Description, captions[i].Caption));
        return drawn with { Captions = [.. drawn.Captions.SkipLast(1), ""] };
    }

    /// <summary>Pictures of one concept in contexts by chance.</summary>
    public CaptionedLatents Of(HeldOutConcept concept, int count, int seed) =>
        Encode(count, seed + concept.TriggerWord.Aggregate(17, (hash, c) => unchecked(hash * 31 + c)), (random, _) => concept.Draw(random));

    /// <summary>The sentence with one word exchanged for another of its group; unchanged when it has none.</summary>
    public static string Falsehood(string caption, Random random)
    {
        var words = caption.Split(' ');
        var places = Enumerable.Range(0, words.Length).Where(i => Groups.Any(g => g.Contains(words[i]))).ToList();
        if (places.Count == 0) return caption;
        var place = places[random.Next(places.Count)];
        var others = Groups.First(g => g.Contains(words[place])).Where(w => w != words[place]).ToList();
        words[place] = others[random.Next(others.Count)];
        return string.Join(' ', words);
    }

    /// <summary>Token ids, int64 [sentences, words].</summary>
    public Tensor Ids(IReadOnlyList<string> sentences)
    {
        var words = model.MaximumTokens;
        return tensor(sentences.SelectMany(s => model.Tokenizer.Encode(s, words)).ToArray(), [sentences.Count, words]);
    }

    /// <summary>Pictures of <see cref="World.OrdinarySize"/> as latents, each from chance of its own.</summary>
    /// <returns>[count, channels, h, w], on the CPU, in the caller's scope.</returns>
    public Tensor Latents(int count, int seed, Func<Random, int, byte[]> draw)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var batches = Enumerable.Range(0, count).Chunk(EncodedTogether).Select(batch =>
        {
            var pictures = batch.AsParallel().AsOrdered().Select(i => draw(new Random(unchecked(seed * 1_000_003 + i * 7919)), i)).ToList();
            return EncodedPictures.Of(model, [.. pictures.Select(pixels => new RgbImage(World.OrdinarySize, World.OrdinarySize, pixels))]);
        });
        return cat([.. batches]).contiguous().MoveToOuterDisposeScope();
    }

    private CaptionedLatents Encode(int count, int seed, Func<Random, int, WorldPicture> draw)
    {
        var captions = new string[count];
        var latents = Latents(count, seed, (random, i) =>
        {
            var picture = draw(random, i);
            captions[i] = picture.Caption;
            return picture.Pixels;
        });
        return new CaptionedLatents(latents.DetachFromDisposeScope(), captions);
    }

    private static string[] Words<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(WorldVocabulary.Word)];
}
