using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Text;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Evaluation;

public sealed class JudgesTests
{
    private const int Channels = 4, Side = 4, Kinds = 3, EachKind = 40;
    private static readonly string[] Words = ["a", "red", "green", "blue", "thing"];

    [Fact]
    public void Verifier_knows_who_is_who_and_who_is_nobody()
    {
        using var scope = NewDisposeScope();
        using var verifier = new IdentityVerifier(Channels, Kinds - 1, seed: 1);
        var (latents, labels) = Pictures(seed: 1);

        verifier.Train(latents, labels, steps: 40, seed: 1, null, TestContext.Current.CancellationToken);

        var (fresh, truth) = Pictures(seed: 2);
        var said = verifier.LogProbabilities(fresh).argmax(1).data<long>().ToArray();
        Assert.InRange(said.Zip(truth).Count(it => it.First == it.Second), (int)(0.95 * truth.Count), truth.Count);
        var noise = randn([64, Channels, Side, Side], generator: new Generator(3)) * 3;
        Assert.InRange(verifier.LogProbabilities(noise).argmax(1).data<long>().ToArray().Count(said => said == Kinds - 1), 50, 64);
    }

    [Fact]
    public void Verifier_comes_back_from_its_file()
    {
        using var scope = NewDisposeScope();
        var file = Path.GetTempFileName();
        using var verifier = new IdentityVerifier(Channels, 2, seed: 1);
        using var other = new IdentityVerifier(Channels, 2, seed: 9);
        verifier.Train(Pictures(1).Latents, Pictures(1).Labels, steps: 5, seed: 1, null, TestContext.Current.CancellationToken);

        verifier.Save(file);
        other.Load(file);

        var latents = Pictures(2).Latents;
        Assert.True(allclose(verifier.LogProbabilities(latents), other.LogProbabilities(latents), atol: 0.02));   // weights are stored in fp16
        File.Delete(file);
    }

    [Fact]
    public void Pictures_and_their_sentences_come_together()
    {
        using var scope = NewDisposeScope();
        var tokenizer = WordTokenizerBuilder.Build(Words, 8);
        using var model = new PictureTextModel(Channels, tokenizer, words: 8, seed: 1);
        var (latents, labels) = Pictures(seed: 1);
        Tensor Ids(IEnumerable<int> kinds) => tensor(kinds.SelectMany(k => tokenizer.Encode($"a {Words[1 + k]} thing", 8)).ToArray()).reshape(-1, 8);

        model.Train(latents, Ids(labels), Ids(labels.Select(l => (l + 1) % Kinds)), steps: 40, seed: 1, null, TestContext.Current.CancellationToken);

        var (fresh, truth) = Pictures(seed: 2);
        var nearest = model.Pictures(fresh).mm(model.Sentences(Ids(Enumerable.Range(0, Kinds))).transpose(0, 1)).argmax(1).data<long>().ToArray();
        Assert.InRange(nearest.Zip(truth).Count(it => it.First == it.Second), (int)(0.95 * truth.Count), truth.Count);
    }

    // Three kinds of pictures, each around a middle of its own.
    private static (Tensor Latents, IReadOnlyList<int> Labels) Pictures(ulong seed)
    {
        var middles = randn([Kinds, Channels, Side, Side], generator: new Generator(100));
        var labels = Enumerable.Range(0, Kinds * EachKind).Select(i => i % Kinds).ToList();
        var chosen = middles.index_select(0, tensor(labels.Select(l => (long)l).ToArray()));
        return (chosen + randn(chosen.shape, generator: new Generator(seed)) * 0.5f, labels);
    }
}
