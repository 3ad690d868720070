using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>What a concept is learned from, as latents with captions; pictures in several slightly moved and scaled versions.</summary>
internal sealed class ConceptLatents : IDisposable
{
    private const int Versions = 6;
    private const double LargestShift = 0.04, LargestScale = 0.05;
    private readonly Tensor _latents;   // [captions * versions, channels, h, w]
    private readonly int _versions;

    /// <param name="latents">One for each caption, [captions, channels, h, w]; owned from now on.</param>
    public ConceptLatents(Tensor latents, IReadOnlyList<string> captions) : this(latents, captions, 1)
    {
    }

    private ConceptLatents(Tensor latents, IReadOnlyList<string> captions, int versions) => (_latents, Captions, _versions) = (latents, captions, versions);

    public IReadOnlyList<string> Captions { get; }

    /// <summary>Encodes pictures; each is resized to the model's own size.</summary>
    public static ConceptLatents Of(StableDiffusionModel model, IReadOnlyList<TrainingPicture> pictures, Random random)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var encoded = pictures.SelectMany(picture => Enumerable.Range(0, Versions).Select(version =>
        {
            using var inner = NewDisposeScope();
            var image = Moved(picture.Image.ToTensor(model.Device), version == 0 ? null : random, model.DefaultWidth, model.DefaultHeight);
            return model.Autoencoder.Encode(image).MoveToOuterDisposeScope();
        }));
        return new ConceptLatents(cat([.. encoded], 0).DetachFromDisposeScope(), [.. pictures.Select(p => p.Caption)], Versions);
    }

    /// <summary>Latents [batch, channels, h, w] in the caller's scope, and their captions.</summary>
    public (Tensor Latents, IReadOnlyList<string> Captions) Draw(int batch, Random random)
    {
        var chosen = Enumerable.Range(0, batch).Select(_ => random.Next(Captions.Count * _versions)).ToList();
        using var index = tensor(chosen.Select(c => (long)c).ToArray(), device: _latents.device);
        return (_latents.index_select(0, index), [.. chosen.Select(c => Captions[c / _versions])]);
    }

    /// <summary>One latent, [1, channels, h, w].</summary>
    public Tensor Any(Random random) => _latents.narrow(0, random.Next(Captions.Count * _versions), 1);

    public void Dispose() => _latents.Dispose();

    private static Tensor Moved(Tensor image, Random? random, int width, int height)
    {
        if (random is not null)
        {
            var edge = Math.Min(image.shape[2], image.shape[3]);
            var border = (long)Math.Ceiling(edge * (LargestShift + LargestScale));
            var padded = nn.functional.pad(image, [border, border, border, border], PaddingModes.Replicate);
            var cut = (long)(random.NextDouble() * 2 * LargestScale * edge);
            var top = border - cut / 2 + Shift(random, edge);
            var left = border - cut / 2 + Shift(random, edge);
            image = padded.narrow(2, Math.Max(0, top), image.shape[2] + cut).narrow(3, Math.Max(0, left), image.shape[3] + cut);
        }

        if (image.shape[2] == height && image.shape[3] == width) return image;
        return nn.functional.interpolate(image, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
    }

    private static long Shift(Random random, long edge) => (long)((random.NextDouble() * 2 - 1) * LargestShift / 2 * edge);
}
