using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.UNet;

public sealed class HeardWordsTests
{
    [Fact]
    public void Words_are_heard_once_where_the_text_keeps_it_and_anew_where_it_does_not_or_somebody_observes()
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        using var attention = new Attention(16, 8, 2);
        using var heard = new HeardWords();
        var (hidden, text) = (randn(2, 9, 16), new TextContext(randn(3, 2, 5, 8)));
        var keeping = text with { Heard = heard };
        var first = attention.Hear(hidden, text, 1);

        Assert.Equal(0, Difference(first, attention.Hear(hidden, keeping, 1)));
        attention.get_parameter("to_v.weight")!.mul_(2);
        Assert.Equal(0, Difference(first, attention.Hear(hidden, keeping, 1)));
        Assert.NotEqual(0, Difference(first, attention.Hear(hidden, text, 1)));

        var seen = 0;
        foreach (var layer in attention.modules().OfType<Diffusion.Adapters.AdaptableLinear>()) layer.Observer = _ => seen++;
        attention.Hear(hidden, keeping, 1);
        Assert.Equal(4, seen);
    }

    [Fact]
    public void What_a_region_hides_is_worked_out_once_for_each_size()
    {
        using var scope = NewDisposeScope();
        using var heard = new HeardWords();
        var text = new TextContext(randn(1, 1, 2, 8)) { Regions = tensor(new[] { 0f, 0, 1, 1, 0.5f, 0, 0.5f, 1 }, [1, 2, 4]), Heard = heard };
        var (small, again, large) = (text.On(2, 2), text.On(2, 2), text.On(4, 4));

        Assert.Same(small.Bias, again.Bias);
        Assert.Same(heard, again.Heard);
        Assert.Equal([1, 1, 4, 2], small.Bias!.shape);
        Assert.Equal([1, 1, 16, 2], large.Bias!.shape);
        Assert.Equal(0, Difference(small.Bias.exp(), (text with { Heard = null }).On(2, 2).Bias!.exp()));
    }

    private static float Difference(Tensor one, Tensor other) => (one - other).abs().max().item<float>();
}
