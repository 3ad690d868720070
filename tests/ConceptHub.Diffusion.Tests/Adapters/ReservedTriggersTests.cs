using ConceptHub.Diffusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class ReservedTriggersTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly ForeignExamples _foreign;

    public ReservedTriggersTests() => _foreign = ForeignExamples.For(_tiny.Model);

    [Fact]
    public void A_pools_vectors_stand_out_more_than_their_codes_and_are_no_longer()
    {
        var model = _tiny.Model;
        var numbers = model.Codebook.NumbersIn(1);

        var better = numbers.Count(number => Niche(model.TriggersFor(_foreign).Of(number)) > 1.5 * Niche(model.TriggersFor(_foreign).Start(number)));

        Assert.True(better > numbers.Count * 3 / 4, $"{better} of {numbers.Count}");
        Assert.All(numbers, number => Assert.InRange(model.TriggersFor(_foreign).Of(number).norm().item<float>(), 0, 2.001f * ReservedTriggers.WordLength(model)));
    }

    [Fact]
    public void The_same_number_has_the_same_vector_again()
    {
        using var again = new ReservedTriggers(_tiny.Model, _foreign.Captions, known: null);

        Assert.Equal(Floats(_tiny.Model.TriggersFor(_foreign).Of(5)), Floats(again.Of(5)));
    }

    [Fact]
    public void Another_is_never_the_concepts_own()
    {
        var triggers = _tiny.Model.TriggersFor(_foreign);
        var own = Floats(triggers.Of(2));
        var random = new Random(1);

        var others = Enumerable.Range(0, 100).Select(_ => Floats(triggers.OfAnother(2, random))).ToList();

        Assert.All(others, other => Assert.NotEqual(own, other));
        Assert.Contains(others, other => other.SequenceEqual(Floats(triggers.Of(3))));
    }

    public void Dispose()
    {
        _foreign.Dispose();
        _tiny.Dispose();
    }

    /// <summary>How much the text encoder's answer at the trigger differs from its answers in plain sentences.</summary>
    private double Niche(Tensor vector)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var sentences = new TriggerSentences(_tiny.Model, _foreign.Captions, triggers: 1);
        var width = _tiny.Model.TextEncoder.Config.HiddenSize;
        var plain = _tiny.Model.TextEncoder.forward(sentences.DrawPlain(64, new Random(7)), vector).reshape(-1, width);
        var moment = plain.transpose(0, 1).mm(plain) / plain.shape[0];
        var (ids, positions) = sentences.Draw(32, new Random(8));
        var answer = _tiny.Model.TextEncoder.forward(ids, vector).reshape(-1, width).index_select(0, positions).mean([0L]);
        return answer.dot(linalg.inv(moment + eye(width) * (1e-3f * moment.trace() / width)).mv(answer)).item<float>();
    }

    private static float[] Floats(Tensor vector) => vector.contiguous().data<float>().ToArray();
}
