using ConceptHub.Diffusion.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Devices;

public sealed class LinearProductTests
{
    // Small ones stay a product everywhere; large ones become a convolution where that is faster, if their rows can be shared.
    [Theory]
    [InlineData(1, 7, 5, 3)]
    [InlineData(8, 64, 128, 256)]
    [InlineData(3, 77, 320, 320)]
    public void Is_what_a_linear_layer_says_with_the_same_gradients(long batch, long tokens, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias, told) = (randn(batch, inputs, tokens, requires_grad: true), randn(outputs, inputs, requires_grad: true), randn(outputs, requires_grad: true), randn(batch, tokens, outputs));
        var expected = Answer(nn.functional.linear);

        var said = Answer(LinearProduct.Of);

        foreach (var (one, other) in expected.Zip(said))
        {
            Assert.Equal(one.shape, other.shape);
            Assert.True((one - other).abs().max().item<float>() < 1e-4f * (1 + one.abs().max().item<float>()));
        }

        // Tokens that are a view of a map, as the UNet has them.
        Tensor[] Answer(Func<Tensor, Tensor, Tensor?, Tensor> product)
        {
            var output = product(input.transpose(1, 2), weight, bias);
            return [output, .. autograd.grad([output], [input, weight, bias], [told])];
        }
    }

    [Fact]
    public void Needs_no_bias()
    {
        using var scope = NewDisposeScope();
        var (input, weight) = (randn(8, 64, 128), randn(256, 128));

        Assert.True((LinearProduct.Of(input, weight, null) - input.matmul(weight.t())).abs().max().item<float>() < 1e-3f);
    }
}
