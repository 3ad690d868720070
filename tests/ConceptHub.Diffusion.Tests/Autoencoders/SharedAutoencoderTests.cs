using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Autoencoders;

public sealed class SharedAutoencoderTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pictures_are_what_each_is_alone_in_their_order(int threads)
    {
        using var team = new PassTeam(threads, 1);
        using var scope = NewDisposeScope();
        using var off = inference_mode();
        var (whole, latents) = (_tiny.Model.Autoencoder, randn(5, _tiny.Model.Autoencoder.LatentChannels, 4, 4));
        using var shared = new SharedAutoencoder(whole, team, 512 * 512);

        var pictures = shared.Decode(latents);
        var back = shared.Encode(pictures);

        Assert.Equal(5, pictures.shape[0]);
        for (var i = 0; i < 5; i++)
        {
            Assert.True((pictures.narrow(0, i, 1) - whole.Decode(latents.narrow(0, i, 1))).abs().max().item<float>() < 1e-5f);
            Assert.True((back.narrow(0, i, 1) - whole.Encode(pictures.narrow(0, i, 1))).abs().max().item<float>() < 1e-5f);
        }
    }

    [Theory]
    [InlineData(64, 2)]     // pixels at once: two of the pictures, or one and a half
    [InlineData(48, 1)]
    public void As_many_at_once_as_memory_allows(int pixels, int together)
    {
        using var team = new PassTeam(3, 1);
        var met = new Meeting(together);
        using var shared = new SharedAutoencoder(met, team, pixels);

        using var pictures = shared.Decode(zeros(4, 1, 4, 8));

        Assert.Equal(together, met.Most);
    }

    [Fact]
    public void One_that_fails_is_told()
    {
        using var team = new PassTeam(2, 1);
        using var shared = new SharedAutoencoder(new Meeting(1) { Fault = new InvalidOperationException("No.") }, team, 1000);

        Assert.Equal("No.", Assert.Throws<InvalidOperationException>(() => shared.Decode(zeros(4, 1, 4, 8))).Message);
    }

    public void Dispose() => _tiny.Dispose();

    /// <summary>An autoencoder whose pictures are its latents, where those who are in it wait for so many.</summary>
    private sealed class Meeting(int expected) : IAutoencoder
    {
        private readonly Lock _lock = new();
        private int _inside;

        public Exception? Fault { get; init; }

        public int Most { get; private set; }

        public int Factor => 1;

        public int LatentChannels => 1;

        public Tensor Encode(Tensor image) => Decode(image);

        public Tensor Decode(Tensor latents)
        {
            if (Fault is not null) throw Fault;
            lock (_lock) Most = Math.Max(Most, ++_inside);
            SpinWait.SpinUntil(() => Most >= expected, TimeSpan.FromSeconds(30));
            Thread.Sleep(20);   // for one more, if one more may come
            lock (_lock) _inside--;
            return latents.clone();
        }

        public void Dispose()
        {
        }
    }
}
