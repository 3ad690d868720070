using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>The state of one training: branches, the trigger word's vector, optimizer, and what a step does.</summary>
internal sealed class ConceptTrainingRun : IDisposable
{
    private const double GradientNorm = 1, DropShare = 0.25;   // R3: SCIENCE.md 2.4 has 0.2 to 0.3
    private readonly StableDiffusionModel _model;
    private readonly ConceptTrainingSettings _settings;
    private readonly TrainingVariant _variant;
    private readonly EraseLoss _erase;
    private readonly BlockBranches _branches;
    private readonly TriggerVector _token;
    private readonly optim.Optimizer _optimizer;
    private readonly IReadOnlyList<double> _rates;   // by parameter group
    private readonly ConceptLesson _lesson;
    private readonly ForeignExamples _foreign;
    private readonly ForeignPrompts _prompts;
    private readonly CLIPTokenizer _tokenizer;
    private readonly Generator _generator;
    private readonly Random _random;

    /// <param name="lesson">Not owned, nor are the other parts.</param>
    public ConceptTrainingRun(StableDiffusionModel model, ConceptTrainingSettings settings, TrainingVariant variant, ConceptLesson lesson, ForeignExamples foreign)
    {
        (_model, _settings, _variant, _lesson, _foreign) = (model, settings, variant, lesson, foreign);
        _random = new Random(settings.Seed);
        _generator = new Generator((ulong)settings.Seed);
        _erase = variant.Erase.HasFlag(EraseForms.Drop) ? new EraseLoss(DropShare, new Random(settings.Seed)) : new EraseLoss();
        _branches = new BlockBranches(model, settings, variant, _erase, _generator);
        _token = new TriggerVector(model, settings.ClassWord, _generator);
        if (lesson.FirstVector is { } first) _token.Load(first);
        _prompts = new ForeignPrompts(foreign, lesson.Latents.Captions, settings.TriggerWord, settings.ClassWord, variant.HasSameClassNegatives);
        var vocabulary = model.TextEncoder.Config.VocabularySize;
        _tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]>
        {
            [TriggerWords.InPrompt(settings.TriggerWord)] = [vocabulary],
            [ForeignPrompts.Fake] = [vocabulary + 1],
        });
        var branches = _branches.Trained.ToList();
        _rates = branches.Count == 0 ? [settings.EmbeddingLearningRate] : [settings.LearningRate, settings.EmbeddingLearningRate];
        IEnumerable<Parameter>[] groups = branches.Count == 0 ? [[_token.Values]] : [branches, [_token.Values]];
        _optimizer = optim.AdamW(groups.Zip(_rates, (group, rate) => new AdamW.ParamGroup(group, lr: rate, weight_decay: 0)), lr: settings.LearningRate, weight_decay: 0);
    }

    /// <summary>Denoising loss, averaged over about the last twenty steps.</summary>
    public double Loss { get; private set; } = double.NaN;

    public double EraseLoss { get; private set; } = double.NaN;

    /// <summary>One step on a batch of the concept and a batch of what it is not.</summary>
    public void Step(int step)
    {
        using var scope = NewDisposeScope();
        var decay = 0.5 * (1 + Math.Cos(Math.PI * step / _settings.Steps));
        foreach (var (group, rate) in _optimizer.ParamGroups.Zip(_rates)) group.LearningRate = rate * decay;

        var (batch, target) = DrawConcepts();
        using var attached = _branches.Attach();
        var denoising = ConceptLoss(batch, target);
        var erasing = _settings.EraseWeight > 0 ? ForeignLoss() : zeros([]);
        (denoising + erasing * _settings.EraseWeight).backward();
        nn.utils.clip_grad_norm_([.. _branches.Trained, _token.Values], GradientNorm);
        _optimizer.step();
        _optimizer.zero_grad();
        _token.CapNorm();
        Loss = Smooth(Loss, denoising.item<float>());
        EraseLoss = Smooth(EraseLoss, erasing.item<float>());
    }

    public void Load(ConceptAdapter adapter)
    {
        _branches.Load(adapter.Layers);
        _token.Load(adapter.TokenEmbedding.Values);
    }

    public ConceptChange ToChange() => new(_settings.TriggerWord, _settings.ClassWord, _token.ToArray(), _branches.ToChanges());

    /// <summary>The product's form; for its own variant only.</summary>
    public ConceptAdapter ToAdapter(int steps) => new()
    {
        ConceptNumber = _settings.ConceptNumber,
        Codeword = _model.Codebook.Encode(_settings.ConceptNumber),
        TriggerWord = _settings.TriggerWord,
        ClassWord = _settings.ClassWord,
        Kind = _settings.Kind,
        BaseModelHash = _model.Hash,
        PlanHash = _model.Plan.Hash,
        Layers = _branches.ToLayers(),
        TokenEmbedding = new TokenEmbedding(1, _model.TextEncoder.Config.HiddenSize, _token.ToArray()),
        Training = new Dictionary<string, string>(_lesson.Facts)
        {
            ["steps"] = steps.ToString(CultureInfo.InvariantCulture),
            ["seed"] = _settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["learning_rate"] = _settings.LearningRate.ToString(CultureInfo.InvariantCulture),
            ["erase_weight"] = _settings.EraseWeight.ToString(CultureInfo.InvariantCulture),
            ["resolution"] = $"{_model.DefaultWidth}x{_model.DefaultHeight}",
            ["optimizer"] = "AdamW",
        },
    };

    public void Dispose()
    {
        _branches.Dispose();
        _token.Dispose();
        _optimizer.Dispose();
        _generator.Dispose();
    }

    private (ConceptBatch Batch, Tensor Target) DrawConcepts()
    {
        using var off = no_grad();
        var (latents, captions) = _lesson.Latents.Draw(_settings.Batch, _random);
        var unit = Noise(latents);
        var timesteps = Timesteps(latents.shape[0]);
        var batch = new ConceptBatch(latents, unit, _model.Noise.AddNoise(latents, unit, timesteps), timesteps, captions);
        return (batch, _lesson.Target(batch));
    }

    private Tensor ConceptLoss(ConceptBatch batch, Tensor target)
    {
        _erase.ExpectOwn();
        var predicted = _model.UNet.forward(batch.Noisy, batch.Timesteps, Encode(batch.Captions, _token.Values));
        return nn.functional.mse_loss(predicted, target);
    }

    private Tensor ForeignLoss()
    {
        var loss = zeros([]);
        var count = (int)Math.Round(_settings.Batch * _variant.ForeignShare / (1 - _variant.ForeignShare));
        if (count == 0 || (_variant.Erase & (EraseForms.Branch | EraseForms.Function)) == 0) return loss;
        var drawn = Enumerable.Range(0, count).Select(_ => _prompts.Draw(_random)).ToList();
        using var off = no_grad();
        var latents = cat([.. drawn.Select(d => d.Example is { } i ? _foreign.Latents.narrow(0, i, 1) : _lesson.Latents.Any(_random))], 0);
        var timesteps = Timesteps(count);
        var context = Encode([.. drawn.Select(d => d.Caption)], cat([_token.Values, _token.MadeUp(_random, _generator)], 0));
        var noisy = _model.Noise.AddNoise(latents, Noise(latents), timesteps);
        if (_variant.Erase.HasFlag(EraseForms.Branch)) loss = SilenceLoss(noisy, timesteps, context);
        if (!_variant.Erase.HasFlag(EraseForms.Function)) return loss;
        var difference = DifferenceLoss(noisy, timesteps, context);
        using var on = enable_grad();   // a sum made without would have no gradient
        return loss + difference;
    }

    // The branches' silence has gradients of its own (EraseLoss detaches what flows in), so the network itself needs none.
    private Tensor SilenceLoss(Tensor noisy, Tensor timesteps, Tensor context)
    {
        _erase.ExpectForeign((int)noisy.shape[0]);
        _model.UNet.forward(noisy, timesteps, context);
        using var on = enable_grad();
        return _erase.Total();
    }

    private Tensor DifferenceLoss(Tensor noisy, Tensor timesteps, Tensor context)
    {
        _erase.ExpectNothing();
        Tensor plain;
        using (_branches.Detach()) plain = _model.UNet.forward(noisy, timesteps, context);
        using var on = enable_grad();
        return nn.functional.mse_loss(_model.UNet.forward(noisy, timesteps, context), plain);
    }

    private Tensor Encode(IReadOnlyList<string> captions, Tensor rows)
    {
        var words = _model.MaximumTokens;
        var ids = captions.SelectMany(c => _tokenizer.Encode(c, words)).ToArray();
        return _model.TextEncoder.forward(tensor(ids, [captions.Count, words], device: _model.Device), rows);
    }

    private Tensor Noise(Tensor latents) => randn(latents.shape, generator: _generator).to(_model.Device);

    private Tensor Timesteps(long count) => randint(0, _model.Noise.Timesteps, [count], dtype: ScalarType.Int64, generator: _generator).to(_model.Device);

    private static double Smooth(double average, double value) => double.IsNaN(average) ? value : average * 0.95 + value * 0.05;
}
