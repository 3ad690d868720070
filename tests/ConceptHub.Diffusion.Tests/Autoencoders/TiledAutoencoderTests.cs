using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Autoencoders;

public sealed class TiledAutoencoderTests
{
    private static readonly TilingOptions Small = new() { LargestWholePixels = 64 * 64, TilePixels = 64, OverlapPixels = 16 };

    [Theory]
    [InlineData(40, 24)]
    [InlineData(17, 61)]
    [InlineData(16, 33)]   // one row of tiles
    public void Shares_of_all_tiles_add_up_to_the_picture(int height, int width)
    {
        using var scope = NewDisposeScope();
        var latents = rand(1, 3, height, width);
        using var tiled = new TiledAutoencoder(new Enlarging(), Small with { LargestWholePixels = 0 });

        Assert.True((tiled.Decode(latents) - new Enlarging().Decode(latents)).abs().max().item<float>() < 1e-6f);
        var picture = rand(1, 3, height * 4, width * 4);
        Assert.True((tiled.Encode(picture) - new Enlarging().Encode(picture)).abs().max().item<float>() < 1e-6f);
    }

    [Fact]
    public void Nothing_larger_than_a_tile_is_decoded_or_encoded()
    {
        using var scope = NewDisposeScope();
        var spy = new Enlarging();
        using var tiled = new TiledAutoencoder(spy, Small);

        tiled.Decode(rand(2, 3, 60, 90));
        tiled.Encode(rand(2, 3, 240, 360));

        Assert.All(spy.Seen, shape => Assert.True(shape[0] == 1 && shape[2] <= 16 && shape[3] <= 16, string.Join('×', shape)));
    }

    [Fact]
    public void Picture_below_the_threshold_stays_whole()
    {
        using var scope = NewDisposeScope();
        var spy = new Enlarging();
        using var tiled = new TiledAutoencoder(spy, Small);

        tiled.Decode(rand(2, 3, 16, 16));

        Assert.Equal([2, 3, 16, 16], Assert.Single(spy.Seen));
    }

    /// <summary>Convolutions reach 27 pixels here; farther from any tile's edge, tiled and whole are the same sums.</summary>
    [Fact]
    public void Small_autoencoder_decodes_tiles_as_the_whole_away_from_seams()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var whole = new AutoencoderTiny(new AutoencoderTinyConfig { Channels = 8, LatentChannels = 4, EncoderBlocks = [0, 1, 1], DecoderBlocks = [1, 1, 0] });
        whole.Initialize(new Generator(3));
        using var tiled = new TiledAutoencoder(whole, Small);
        var latents = randn([1, 4, 16, 52], generator: new Generator(4));   // tiles begin at latents 0, 12, 24, 36

        var difference = (tiled.Decode(latents) - whole.Decode(latents)).abs();

        foreach (var (from, to) in new[] { (0, 36), (76, 84), (124, 132), (172, 208) })
            Assert.True(difference.narrow(3, from, to - from).max().item<float>() < 1e-5f, $"pixels {from} to {to}");   // fp32 sums of other shapes
        Assert.True(difference.max().item<float>() > 1e-5f);   // at the seams it is another picture, or nothing was tiled
    }

    /// <summary>
    /// Group norms and attention of a KL autoencoder see the tile for the whole. With the random reference model the difference is 3 % of the
    /// picture's deviation decoded and 6 % of the latents' encoded.
    /// </summary>
    [Fact]
    public void Stable_diffusions_autoencoder_in_tiles_is_close_to_the_whole()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var whole = new AutoencoderKL(AutoencoderKLConfig.Parse(FixtureCases.Text("tiny-sd/vae/config.json")));
        ModuleWeights.Load(whole, FixtureCases.PathOf("tiny-sd/vae/diffusion_pytorch_model.safetensors"));
        using var tiled = new TiledAutoencoder(whole, new TilingOptions { LargestWholePixels = 0, TilePixels = 256, OverlapPixels = 64 });
        var latents = randn([1, 4, 32, 56], generator: new Generator(4));

        var (inTiles, atOnce) = (tiled.Decode(latents), whole.Decode(latents));
        var (tiledLatents, wholeLatents) = (tiled.Encode(atOnce), whole.Encode(atOnce));

        Assert.Equal(atOnce.shape, inTiles.shape);
        Assert.True(Share(inTiles, atOnce) < 0.1, $"decoded: {Share(inTiles, atOnce)}");
        Assert.True(Share(tiledLatents, wholeLatents) < 0.1, $"encoded: {Share(tiledLatents, wholeLatents)}");
    }

    private static double Share(Tensor got, Tensor expected) => ((got - expected).square().mean().sqrt() / expected.std()).item<float>();

    /// <summary>Four pixels for each latent, and back; remembers the latents' shapes.</summary>
    private sealed class Enlarging : IAutoencoder
    {
        public List<long[]> Seen { get; } = [];

        public int Factor => 4;

        public int LatentChannels => 3;

        public Tensor Encode(Tensor image)
        {
            var latents = nn.functional.avg_pool2d(image, 4);
            Seen.Add(latents.shape);
            return latents;
        }

        public Tensor Decode(Tensor latents)
        {
            Seen.Add(latents.shape);
            return nn.functional.interpolate(latents, scale_factor: [4, 4], mode: InterpolationMode.Nearest);
        }

        public void Dispose()
        {
        }
    }
}
