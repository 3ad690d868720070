using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>The state of one training: branches, the trigger word's vector, context words, optimizer, and what a step does.</summary>
internal sealed class ConceptTrainingRun : IDisposable
{
    private const int WarmUpSteps = 10;
    private const double GradientNorm = 1, DropShare = 0.25;   // R3: SCIENCE.md 2.4 has 0.2 to 0.3
    private readonly StableDiffusionModel _model;
    private readonly ConceptTrainingSettings _settings;
    private readonly TrainingVariant _variant;
    private readonly EraseLoss _erase;
    private readonly SimulatedNeighbours _neighbours;
    private readonly BlockBranches _branches;
    private readonly TriggerVector _token;
    private readonly TrainedContext? _words;
    private readonly optim.Optimizer _optimizer;
    private readonly IReadOnlyList<Parameter> _trained;
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
        var whitening = variant.HasWhitenedInputs && !variant.HasOrthogonalInputs ? model.WhiteningFor(foreign) : null;
        _branches = new BlockBranches(model, settings, variant, whitening, _erase, _generator);
        _neighbours = new SimulatedNeighbours(model, whitening, settings.ConceptNumber, _random, _generator);
        _token = new TriggerVector(model, settings.ClassWord, variant.HasReservedTrigger ? model.TriggersFor(foreign).Of(settings.ConceptNumber) : null, _generator);
        _prompts = new ForeignPrompts(foreign, lesson.Latents.Captions, settings.TriggerWord, settings.ClassWord, variant.HasSameClassNegatives);
        var vocabulary = model.TextEncoder.Config.VocabularySize;
        _tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]>
        {
            [TriggerWords.InPrompt(settings.TriggerWord)] = [vocabulary],
            [ForeignPrompts.Another] = [vocabulary + 1],
        });
        _words = variant.HasContextWords ? new TrainedContext(model, settings.ContextWords, StartOfWords(), _generator) : null;
        (IReadOnlyList<Parameter> Weights, double Rate, double Decay)[] groups =
        [
            ([.. _branches.Trained], settings.LearningRate, whitening is null ? 0 : settings.WeightDecay),
            ([.. _token.Trained], settings.EmbeddingLearningRate, 0),
            (_words is null ? [] : [_words.Trained], settings.ContextLearningRate, 0),
        ];
        groups = [.. groups.Where(g => g.Weights.Count > 0)];
        (_trained, _rates) = ([.. groups.SelectMany(g => g.Weights)], [.. groups.Select(g => g.Rate)]);
        _optimizer = optim.AdamW(groups.Select(g => new AdamW.ParamGroup(g.Weights, lr: g.Rate, weight_decay: g.Decay)), lr: settings.LearningRate, weight_decay: 0);
    }

    /// <summary>Denoising loss, averaged over about the last twenty steps.</summary>
    public double Loss { get; private set; } = double.NaN;

    public double EraseLoss { get; private set; } = double.NaN;

    /// <summary>One step on a batch of the concept and a batch of what it is not.</summary>
    public void Step(int step)
    {
        using var scope = NewDisposeScope();
        var decay = 0.5 * (1 + Math.Cos(Math.PI * step / _settings.Steps)) * Math.Min(1, (step + 1.0) / WarmUpSteps);
        foreach (var (group, rate) in _optimizer.ParamGroups.Zip(_rates)) group.LearningRate = rate * decay;

        var (batch, target) = DrawConcepts();
        var foreign = DrawForeign();
        using var neighbour = foreign is null ? null : _neighbours.Attach((int)foreign.Noisy.shape[0]);
        var plain = Plain(foreign);
        using var attached = _branches.Attach();
        var (denoising, erasing) = Losses(batch, target, foreign, plain);
        (denoising + erasing * _settings.EraseWeight).backward();
        nn.utils.clip_grad_norm_(_trained, GradientNorm);
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
        if (adapter.ContextWords is { } words) _words?.Load(words);
    }

    public ConceptChange ToChange() => new(_settings.TriggerWord, _settings.ClassWord, _token.ToArray(), _branches.ToChanges()) { ContextWords = _words?.ToWords() };

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
        ContextWords = _words?.ToWords(),
        Training = new Dictionary<string, string>(_lesson.Facts)
        {
            ["steps"] = steps.ToString(CultureInfo.InvariantCulture),
            ["seed"] = _settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["learning_rate"] = _settings.LearningRate.ToString(CultureInfo.InvariantCulture),
            ["weight_decay"] = _settings.WeightDecay.ToString(CultureInfo.InvariantCulture),
            ["erase_weight"] = _settings.EraseWeight.ToString(CultureInfo.InvariantCulture),
            ["resolution"] = $"{_model.DefaultWidth}x{_model.DefaultHeight}",
            ["context_words"] = (_words is null ? 0 : _settings.ContextWords).ToString(CultureInfo.InvariantCulture),
            ["optimizer"] = "AdamW",
        },
    };

    public void Dispose()
    {
        _branches.Dispose();
        _token.Dispose();
        _words?.Dispose();
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

    /// <summary>Noisy samples without the concept; null where nothing is erased.</summary>
    private ForeignBatch? DrawForeign()
    {
        var count = (int)Math.Round(_settings.Batch * _variant.ForeignShare / (1 - _variant.ForeignShare));
        if (count == 0 || _settings.EraseWeight <= 0 || (_variant.Erase & (EraseForms.Branch | EraseForms.Function)) == 0) return null;
        using var off = no_grad();
        var drawn = Enumerable.Range(0, count).Select(_ => _prompts.Draw(_random)).ToList();
        var latents = cat([.. drawn.Select(d => d.Example is { } i ? _foreign.Latents.narrow(0, i, 1) : _lesson.Latents.Any(_random))], 0);
        var timesteps = Timesteps(count);
        var context = Encode([.. drawn.Select(d => d.Caption)], cat([_token.Values, _model.TriggersFor(_foreign).OfAnother(_settings.ConceptNumber, _random)], 0));
        return new ForeignBatch(_model.Noise.AddNoise(latents, Noise(latents), timesteps), timesteps, _words?.AddStranger(context, _random, _generator) ?? context);
    }

    /// <summary>What the network says of foreign samples without the concept, without gradient; null when nobody asks.</summary>
    private Tensor? Plain(ForeignBatch? foreign)
    {
        if (foreign is null || !_variant.Erase.HasFlag(EraseForms.Function)) return null;
        using var off = no_grad();
        return _model.UNet.forward(foreign.Noisy, foreign.Timesteps, foreign.Context);
    }

    // One pass for both: small batches cost almost as much as large ones.
    private (Tensor Denoising, Tensor Erasing) Losses(ConceptBatch batch, Tensor target, ForeignBatch? foreign, Tensor? plain)
    {
        var (own, others) = (batch.Noisy.shape[0], foreign?.Noisy.shape[0] ?? 0);
        _erase.Expect(_variant.Erase.HasFlag(EraseForms.Branch) ? (int)others : 0);
        var text = Encode(batch.Captions, _token.Values);
        var context = _words?.AddTo(text) ?? text;
        var predicted = foreign is null
            ? _model.UNet.forward(batch.Noisy, batch.Timesteps, context)
            : _model.UNet.forward(cat([batch.Noisy, foreign.Noisy]), cat([batch.Timesteps, foreign.Timesteps]), TextContext.Cat(context, foreign.Context));
        var erasing = _erase.Total();
        if (plain is not null) erasing += nn.functional.mse_loss(predicted.narrow(0, own, others), plain);
        return (nn.functional.mse_loss(predicted.narrow(0, 0, own), target), erasing);
    }

    /// <summary>Text features of the trigger and the class word beside it, [words, channels].</summary>
    private Tensor StartOfWords()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var phrase = $"{TriggerWords.InPrompt(_settings.TriggerWord)} {_settings.ClassWord}";
        var trigger = _tokenizer.EncodeWords(phrase, _model.MaximumTokens).Words[0].Start;
        return Encode([phrase], _token.Values)[0].narrow(0, trigger, 2).MoveToOuterDisposeScope();
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

    private sealed record ForeignBatch(Tensor Noisy, Tensor Timesteps, TextContext Context);
}
