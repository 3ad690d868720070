using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// The pictures of one call on their way from noise to clean latents: what goes through the UNet next, and what is made of its answer.
/// Whatever else goes through in the same pass is unknown here (<see cref="TextToImagePipeline.Step"/>).
/// </summary>
public sealed class DrawingRun : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly GenerationSettings _settings;
    private readonly TextContext _text;          // of one picture: with guidance, negative before positive
    private readonly Tensor? _over;              // [1, channels, h, w]
    private readonly Func<Tensor, RgbImage> _preview;
    private readonly Queue<int[]> _waiting;      // groups that go through the UNet together
    private readonly List<Tensor> _clean = [];
    private IReadOnlyList<DrawnPicture> _pictures = [];
    private Tensor? _latents, _input, _output;   // of the group: [pictures, channels, h, w]
    private Loan<UnmergedRecipe>? _unmerged;
    private int _at;                             // step of the schedule
    private float _timestep;

    /// <param name="settings">Checked.</param>
    /// <param name="text">Owned from now on, as <paramref name="over"/>.</param>
    /// <param name="preview">Turns a clean latent [1, channels, h, w] into a picture.</param>
    internal DrawingRun(StableDiffusionModel model, GenerationSettings settings, IReadOnlyList<MergePart> recipe, TextContext text, Tensor? over, int picturesTogether, Func<Tensor, RgbImage> preview)
    {
        (_model, _settings, Recipe, _text, _over, _preview) = (model, settings, recipe, text, over, preview);
        _waiting = new Queue<int[]>(Enumerable.Range(0, settings.Count).Chunk(picturesTogether));
        Of = _waiting.Count * (settings.Steps - settings.FirstStep);
        var factor = model.Autoencoder.Factor;
        Shape = [1, model.UNet.Config.InChannels, settings.Height / factor, settings.Width / factor];
        Begin();
    }

    public IReadOnlyList<MergePart> Recipe { get; }

    /// <summary>Steps taken, over all pictures.</summary>
    public int Step { get; private set; }

    public int Of { get; }

    public bool IsOver => _pictures.Count == 0;

    /// <summary>Of one picture's latent, [1, channels, h, w].</summary>
    internal IReadOnlyList<long> Shape { get; }

    /// <summary>Pixels of the latents that go through the UNet next.</summary>
    internal long LatentPixels => _pictures.Count * Shape[2] * Shape[3];

    /// <summary>The model's present idea of the first picture being drawn, roughly. There is none before the first step.</summary>
    public RgbImage Preview()
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        using var time = tensor(new[] { (long)MathF.Round(_timestep) }, device: _model.Device);
        // What the model believes the clean latent to be: exact for input scaled to x_t = √a x0 + √(1−a) noise, which all schedulers give.
        return _preview(_model.Noise.Clean(_output!.narrow(0, 0, 1), _input!.narrow(0, 0, 1), time));
    }

    /// <summary>How many samples go through the UNet next.</summary>
    internal long Samples => _pictures.Count * _text.Batch;

    /// <summary>What goes through the UNet next, in the caller's scope.</summary>
    /// <returns>Samples [samples, channels, h, w] with their timesteps [samples] and text.</returns>
    internal (Tensor Samples, Tensor Timesteps, TextContext Text) Next()
    {
        _timestep = _pictures[0].Timesteps[_at];
        Keep(ref _input, _pictures[0].ScaleModelInput(_latents!, _at));
        var text = _text.Repeat(_pictures.Count);
        return (_text.Batch == 2 ? cat([_input!, _input!]) : _input!.alias(), full([text.Batch], _timestep, device: _model.Device), text);
    }

    /// <summary>Goes one step on.</summary>
    /// <param name="said">What the UNet says of the samples.</param>
    internal void Take(Tensor said)
    {
        using var scope = NewDisposeScope();
        Keep(ref _output, _text.Batch == 2 ? Guidance.Of(said, _settings.GuidanceScale!.Value) : said.alias());
        var (output, before, at) = (_output!, _latents!, _at);
        Keep(ref _latents, cat([.. _pictures.Select((picture, i) => picture.Step(output.narrow(0, i, 1), at, before.narrow(0, i, 1)))]));
        (Step, _at) = (Step + 1, _at + 1);
        if (_at < _settings.Steps) return;
        _clean.Add(_latents!.alias().DetachFromDisposeScope());
        Begin();
    }

    /// <summary>Clean latents of all pictures, [count, channels, h, w], in the caller's scope, once it is over.</summary>
    internal Tensor Clean() => cat(_clean);

    /// <summary>The recipe beside the weights; first asked for when nothing is merged.</summary>
    internal UnmergedRecipe Unmerged(DrawingCaches caches) => (_unmerged ??= caches.Rows(_model, Recipe)).Value;

    public void Dispose()
    {
        foreach (var picture in _pictures) picture.Dispose();
        foreach (var clean in _clean) clean.Dispose();
        foreach (var held in new[] { _latents, _input, _output, _over, _text.Words, _text.Bias, _text.Regions }) held?.Dispose();
        _unmerged?.Dispose();
    }

    // The next group, or the end.
    private void Begin()
    {
        foreach (var picture in _pictures) picture.Dispose();
        _pictures = _waiting.TryDequeue(out var places) ? [.. places.Select(place => new DrawnPicture(_model.Scheduler, _settings.Of(place)))] : [];
        if (IsOver) return;
        using var scope = NewDisposeScope();
        _at = _settings.FirstStep;
        Keep(ref _latents, cat([.. _pictures.Select(picture => picture.Start([.. Shape], _over, _at, _model.Device))]));
    }

    private static void Keep(ref Tensor? held, Tensor now)
    {
        var before = held;
        held = now.DetachFromDisposeScope();
        before?.Dispose();
    }
}
