using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Weights;

public sealed class TensorValuesTests
{
    [Fact]
    public void Values_come_in_row_major_order_however_the_tensor_lies()
    {
        using var scope = NewDisposeScope();
        var numbers = arange(6, float32).reshape(2, 3).requires_grad_();

        Assert.Equal([0, 1, 2, 3, 4, 5], numbers.ToValues<float>());
        Assert.Equal([0, 3, 1, 4, 2, 5], numbers.t().ToValues<float>());
        Assert.Equal([1, 4], numbers.select(1, 1).ToValues<float>());
        Assert.Equal([3, 4, 5], numbers[1].ToValues<float>());
        Assert.Equal([3, 5], tensor(new long[] { 3, 4, 5, 6 })[TensorIndex.Slice(0, null, 2)].ToValues<long>());
        Assert.Empty(zeros(0, 3).ToValues<float>());
    }

    [Fact]
    public void Values_of_another_size_are_refused()
    {
        using var bytes = zeros([4], uint8);

        var refused = Assert.Throws<ArgumentException>(bytes.ToValues<float>);

        Assert.Contains("Byte", refused.Message, StringComparison.Ordinal);
    }
}
