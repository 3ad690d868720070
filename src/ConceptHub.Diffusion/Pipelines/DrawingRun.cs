using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// The pictures of one call on their way from noise to clean latents: what goes through the UNet next, and what is made of its answer.
/// Whatever else goes through in the same pass is unknown here (<see cref="TextToImagePipeline.Step"/>). Where a prompt calls figures
/// (<see cref="FigurePlan"/>), scenes come first and then the figures of one picture after the other.
/// </summary>
public sealed class DrawingRun : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly GenerationSettings _settings;
    private readonly TextContext _text;          // of one scene: with guidance, negative before positive
    private readonly Tensor? _over;              // [1, channels, h, w]
    private readonly DrawnFigures? _figures;
    private readonly Func<Tensor, Tensor> _preview;
    private readonly Queue<Group> _waiting;
    private readonly List<Tensor> _clean = [];   // latents of pictures without figures
    private Group? _group, _shown;               // what goes through the UNet next, and what went last
    private IReadOnlyList<DrawnPicture> _pictures = [];
    private Tensor? _latents, _input, _output;   // of the group: [pictures, channels, h, w]
    private Loan<UnmergedRecipe>? _unmerged;
    private int _at;                             // step of the schedule
    private float _timestep;

    /// <param name="settings">Checked.</param>
    /// <param name="text">Owned from now on, as <paramref name="over"/> and <paramref name="figures"/>.</param>
    /// <param name="preview">Turns clean latents into pictures, roughly.</param>
    internal DrawingRun(StableDiffusionModel model, GenerationSettings settings, IReadOnlyList<MergePart> recipe, TextContext text, Tensor? over, int picturesTogether, Func<Tensor, Tensor> preview, DrawnFigures? figures = null)
    {
        (_model, _settings, Recipe, _text, _over, _preview, _figures) = (model, settings, recipe, text, over, preview, figures);
        var scenes = Enumerable.Range(0, settings.Count).Chunk(picturesTogether).Select(places => new Group(places, null));
        _waiting = new Queue<Group>(scenes.Concat(figures?.Groups(settings.Count) ?? []));
        Of = _waiting.Count * (settings.Steps - settings.FirstStep);
        var factor = model.Autoencoder.Factor;
        SceneShape = [1, model.UNet.Config.InChannels, settings.Height / factor, settings.Width / factor];
        Begin();
    }

    public IReadOnlyList<MergePart> Recipe { get; }

    /// <summary>Steps taken, over all pictures.</summary>
    public int Step { get; private set; }

    public int Of { get; }

    public bool IsOver => _group is null;

    /// <summary>Of one latent that goes through the UNet next, [1, channels, h, w].</summary>
    internal IReadOnlyList<long> Shape => _group?.Figures is null ? SceneShape : _figures!.Shape;

    /// <summary>Pixels of the latents that go through the UNet next.</summary>
    internal long LatentPixels => _pictures.Count * Shape[2] * Shape[3];

    private IReadOnlyList<long> SceneShape { get; }

    /// <summary>The model's present idea of the first picture being drawn, roughly. There is none before the first step.</summary>
    public RgbImage Preview()
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var isFigure = _shown!.Figures is not null;
        var count = isFigure ? _output!.shape[0] : 1;
        using var time = tensor(new[] { (long)MathF.Round(_timestep) }, device: _model.Device).expand(count);
        // What the model believes the clean latent to be: exact for input scaled to x_t = √a x0 + √(1−a) noise, which all schedulers give.
        var rough = _preview(_model.Noise.Clean(_output!.narrow(0, 0, count), _input!.narrow(0, 0, count), time));
        return RgbImage.FromTensor(isFigure ? _figures!.Shown(_shown, rough) : rough)[0];
    }

    /// <summary>How many samples go through the UNet next.</summary>
    internal long Samples => _pictures.Count * (IsGuided ? 2 : 1);

    private bool IsGuided => _text.Batch == 2;

    /// <summary>What goes through the UNet next, in the caller's scope.</summary>
    /// <returns>Samples [samples, channels, h, w] with their timesteps [samples].</returns>
    internal (Tensor Samples, Tensor Timesteps) Next()
    {
        _timestep = _pictures[0].Timesteps[_at];
        Keep(ref _input, _pictures[0].ScaleModelInput(_latents!, _at));
        return (IsGuided ? cat([_input!, _input!]) : _input!.alias(), full([Samples], _timestep, device: _model.Device));
    }

    /// <summary>Names what is drawn now: as long as it is the same one, <see cref="Text"/> is.</summary>
    internal object Stage => _group!;

    /// <summary>The text of what goes through the UNet next, in the caller's scope.</summary>
    internal TextContext Text() => _group!.Figures is null ? _text.Repeat(_pictures.Count) : _figures!.Text(_group);

    /// <summary>Takes a step, on any thread; <see cref="GoOn"/> comes next.</summary>
    /// <param name="said">What the UNet says of the samples.</param>
    internal void Take(Tensor said)
    {
        using var scope = NewDisposeScope();
        Keep(ref _output, IsGuided ? Guidance.Of(said, _settings.GuidanceScale!.Value) : said.alias());
        var (output, before, at) = (_output!, _latents!, _at);
        Keep(ref _latents, cat([.. _pictures.Select((picture, i) => After(picture, i, picture.Step(output.narrow(0, i, 1), at, before.narrow(0, i, 1))))]));
        (Step, _at, _shown) = (Step + 1, _at + 1, _group);
    }

    /// <summary>After a step: to what is drawn next, when this was the last one of a group.</summary>
    internal void GoOn()
    {
        if (_at < _settings.Steps) return;
        using var scope = NewDisposeScope();
        End();
        Begin();
    }

    /// <summary>Clean latents of all pictures, [count, channels, h, w], in the caller's scope, once it is over.</summary>
    internal Tensor Clean() => _figures is null ? cat(_clean) : _figures.Latents();

    /// <summary>Latents that are still to be decoded, [pictures, channels, h, w] each, once it is over; owned here.</summary>
    internal IReadOnlyList<Tensor> Undecoded => _clean;

    /// <summary>Pictures that figures were put into, [1, 3, height, width] each, once it is over; owned here.</summary>
    internal IReadOnlyList<Tensor> Decoded => _figures?.Pictures ?? [];

    /// <summary>The recipe beside the weights; first asked for when nothing is merged.</summary>
    internal UnmergedRecipe Unmerged(DrawingCaches caches) => (_unmerged ??= caches.Rows(_model, Recipe)).Value;

    public void Dispose()
    {
        foreach (var picture in _pictures) picture.Dispose();
        foreach (var clean in _clean) clean.Dispose();
        foreach (var held in new[] { _latents, _input, _output, _over, _text.Words, _text.Bias, _text.Regions }) held?.Dispose();
        _figures?.Dispose();
        _unmerged?.Dispose();
    }

    private Tensor After(DrawnPicture picture, int place, Tensor latents) =>
        _group!.Figures is null ? latents : _figures!.WithRim(_group, place, latents, picture.Under(_at));

    private void End()
    {
        if (_group!.Figures is not null) _figures!.Put(_group, _latents!);
        else if (_figures is not null) _figures.Keep(_latents!);
        else _clean.Add(_latents!.alias().DetachFromDisposeScope());
    }

    // The next group, or the end.
    private void Begin()
    {
        foreach (var picture in _pictures) picture.Dispose();
        _group = _waiting.TryDequeue(out var next) ? next : null;
        _pictures = [.. Members(_group).Select(settings => new DrawnPicture(_model.Scheduler, settings))];
        if (_group is null) return;
        using var scope = NewDisposeScope();
        _at = _settings.FirstStep;   // figures over a start picture are drawn as much anew as the rest, others from noise alone but for the rim
        var over = _group.Figures is null ? null : _figures!.Cut(_group);
        Keep(ref _latents, cat([.. _pictures.Select((picture, i) => picture.Start([.. Shape], over?.narrow(0, i, 1) ?? _over, _at, _model.Device))]));
    }

    private IEnumerable<GenerationSettings> Members(Group? group) => group is null ? []
        : group.Figures is { } figures ? figures.Select(figure => DrawnFigures.Of(_settings.Of(group.Places[0]), figure))
        : group.Places.Select(_settings.Of);

    private static void Keep(ref Tensor? held, Tensor now)
    {
        var before = held;
        held = now.DetachFromDisposeScope();
        before?.Dispose();
    }

    /// <summary>What goes through the UNet together: scenes of several pictures, or figures of one.</summary>
    /// <param name="Places">Of the pictures.</param>
    /// <param name="Figures">Null for scenes.</param>
    internal sealed record Group(int[] Places, int[]? Figures);
}
