using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>The figures of a <see cref="DrawingRun"/>: cuts their frames out of scenes and puts them in when they are drawn.</summary>
internal sealed class DrawnFigures : IDisposable
{
    private readonly IReadOnlyList<Figure> _figures;
    private readonly IReadOnlyList<TextContext> _texts;   // of each: with guidance, negative before positive
    private readonly IAutoencoder _autoencoder;
    private readonly PictureSizes _sizes;
    private readonly int _together;
    private readonly List<Tensor> _scenes = [], _pictures = [];   // [1, 3, height, width]: without figures, and with those that are drawn

    /// <param name="texts">Of the figures' prompts; owned from now on.</param>
    /// <param name="together">How many go through the UNet in one pass.</param>
    public DrawnFigures(IReadOnlyList<Figure> figures, IReadOnlyList<TextContext> texts, IAutoencoder autoencoder, PictureSizes sizes, int together)
    {
        (_figures, _texts, _autoencoder, _sizes, _together) = (figures, texts, autoencoder, sizes, together);
        Shape = [1, autoencoder.LatentChannels, sizes.OwnHeight / autoencoder.Factor, sizes.OwnWidth / autoencoder.Factor];
    }

    /// <summary>Of one figure's latents.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>In their order, once all is drawn; still owned here.</summary>
    public IReadOnlyList<Tensor> Pictures => _pictures;

    public IEnumerable<DrawingRun.Group> Groups(int pictures) =>
        Enumerable.Range(0, pictures).SelectMany(picture => Enumerable.Range(0, _figures.Count).Chunk(_together).Select(figures => new DrawingRun.Group([picture], figures)));

    /// <summary>The settings of one picture for one of its figures: noise of its own.</summary>
    public static GenerationSettings Of(GenerationSettings picture, int figure) => picture with { Seed = unchecked(picture.Seed + 7_919L * (figure + 1)) };

    /// <summary>Text of a group, [2 · figures or figures, …], in the caller's scope.</summary>
    public TextContext Text(DrawingRun.Group group)
    {
        var own = group.Figures!.Select(figure => _texts[figure]).ToList();
        return TextContext.Cat([.. Enumerable.Range(0, (int)own[0].Batch).SelectMany(half => own.Select(text => text.Narrow(half, 1)))]);
    }

    /// <summary>Takes scenes that are drawn, in the order of their pictures.</summary>
    public void Keep(Tensor latents)
    {
        foreach (var scene in _autoencoder.Decode(latents).split(1))
        {
            _scenes.Add(scene.DetachFromDisposeScope());
            _pictures.Add(_scenes[^1].clone().DetachFromDisposeScope());
        }
    }

    /// <summary>Latents of the scene where a group's figures will be, [figures, channels, h, w], in the caller's scope.</summary>
    public Tensor Cut(DrawingRun.Group group) =>
        _autoencoder.Encode(cat([.. group.Figures!.Select(figure => _figures[figure].Frame.Cut(_scenes[group.Places[0]], _sizes.OwnWidth, _sizes.OwnHeight))]));

    /// <summary>Latents after a step, with the scene in their rim.</summary>
    public Tensor WithRim(DrawingRun.Group group, int place, Tensor latents, Tensor scene)
    {
        var inner = _figures[group.Figures![place]].Frame.Inner(Shape[2], Shape[3], latents.device);
        return latents * inner + scene * (1 - inner);
    }

    /// <summary>Puts figures that are drawn into their picture.</summary>
    public void Put(DrawingRun.Group group, Tensor latents) => Paste(_pictures[group.Places[0]], group, _autoencoder.Decode(latents).split(1));

    /// <summary>A picture with figures that are half drawn, in the caller's scope.</summary>
    /// <param name="rough">The group's figures, [figures, 3, height, width].</param>
    public Tensor Shown(DrawingRun.Group group, Tensor rough)
    {
        var picture = _pictures[group.Places[0]].clone();
        Paste(picture, group, rough.split(1));
        return picture;
    }

    /// <summary>Latents of the pictures, in the caller's scope.</summary>
    public Tensor Latents() => _autoencoder.Encode(cat([.. _pictures]));

    public void Dispose()
    {
        foreach (var held in _scenes.Concat(_pictures)) held.Dispose();
        foreach (var held in _texts.SelectMany(text => new[] { text.Words, text.Bias, text.Regions })) held?.Dispose();
    }

    private void Paste(Tensor picture, DrawingRun.Group group, IEnumerable<Tensor> drawn)
    {
        foreach (var (figure, own) in group.Figures!.Zip(drawn)) _figures[figure].Frame.Paste(picture, own);
    }
}
