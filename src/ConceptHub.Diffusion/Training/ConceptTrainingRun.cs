using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// The state of one training: branches, the trigger word's vector, context words, optimizer, and what a step does. With context words there
/// are two sets of branches for the same rows: quiet ones that lean on the words, for merges, and ones that do without, for other programs
/// (docs/decisions/0007).
/// </summary>
internal sealed class ConceptTrainingRun : IDisposable
{
    private const int WarmUpSteps = 10;
    private const double GradientNorm = 1;
    private const double StandaloneEraseWeight = 2, StandaloneWeightDecay = 1;   // few of them meet in one picture, and they have all to say
    private readonly StableDiffusionModel _model;
    private readonly ConceptTrainingSettings _settings;
    private readonly TrainingVariant _variant;
    private readonly SimulatedNeighbours _neighbours;
    private readonly BlockBranches _branches;
    private readonly BlockBranches? _standalone;
    private readonly TriggerVector _token;
    private readonly TrainedContext? _words;
    private readonly optim.Optimizer _optimizer;
    private readonly IReadOnlyList<(IReadOnlyList<Parameter> Weights, double Rate, double Decay)> _groups;
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
        var whitening = variant.HasWhitenedInputs && !variant.HasOrthogonalInputs ? model.WhiteningFor(foreign) : null;
        _branches = new BlockBranches(model, settings, variant, whitening, _generator);
        _neighbours = new SimulatedNeighbours(model, whitening, settings.ConceptNumber, _random, _generator);
        _token = new TriggerVector(model, settings.ClassWord, variant.HasReservedTrigger ? model.TriggersFor(foreign).Of(settings.ConceptNumber) : null, _generator);
        _prompts = new ForeignPrompts(foreign, lesson.Latents.Captions, settings.TriggerWord, settings.ClassWord, variant.HasSameClassNegatives);
        var vocabulary = model.TextEncoder.Config.VocabularySize;
        _tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]>
        {
            [TriggerWords.InPrompt(settings.TriggerWord)] = [vocabulary],
            [ForeignPrompts.Another] = [vocabulary + 1],
        });
        if (variant.HasContextWords)
        {
            _words = new TrainedContext(model, settings.ContextWords, StartOfWords(), settings.Strangers, _generator);
            _standalone = new BlockBranches(model, settings, variant, whitening, _generator);
        }

        (IReadOnlyList<Parameter> Weights, double Rate, double Decay)[] groups =
        [
            ([.. _branches.Trained], settings.LearningRate, whitening is null ? 0 : settings.WeightDecay),
            ([.. _standalone?.Trained ?? []], settings.LearningRate, whitening is null ? 0 : StandaloneWeightDecay),
            ([.. _token.Trained], settings.EmbeddingLearningRate, 0),
            (_words is null ? [] : [_words.Trained], settings.ContextLearningRate, 0),
        ];
        _groups = [.. groups.Where(g => g.Weights.Count > 0)];
        _optimizer = optim.AdamW(_groups.Select(g => new AdamW.ParamGroup(g.Weights, lr: g.Rate, weight_decay: g.Decay)), lr: settings.LearningRate, weight_decay: 0);
    }

    /// <summary>Denoising loss of what merges use, averaged over about the last twenty steps.</summary>
    public double Loss { get; private set; } = double.NaN;

    public double EraseLoss { get; private set; } = double.NaN;

    /// <summary>One step on a batch of the concept and a batch of what it is not.</summary>
    public void Step(int step)
    {
        using var scope = NewDisposeScope();
        var decay = 0.5 * (1 + Math.Cos(Math.PI * step / _settings.Steps)) * Math.Min(1, (step + 1.0) / WarmUpSteps);
        foreach (var (group, (_, rate, _)) in _optimizer.ParamGroups.Zip(_groups)) group.LearningRate = rate * decay;

        var (batch, target) = DrawConcepts();
        var foreign = DrawForeign();
        using var neighbour = foreign is null ? null : _neighbours.Attach((int)(foreign.Count - foreign.Standalone));
        var plain = Plain(foreign);
        var (denoising, erasing, standalone) = Losses(batch, target, foreign, plain);
        (denoising + erasing * _settings.EraseWeight + standalone).backward();
        foreach (var (weights, _, _) in _groups) nn.utils.clip_grad_norm_(weights, GradientNorm);
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
        if (adapter.StandaloneLayers is { } standalone) _standalone?.Load(standalone);
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
        StandaloneLayers = _standalone?.ToLayers(),
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
        _standalone?.Dispose();
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
        var heard = (int)Math.Round(_settings.Batch * _variant.ForeignShare / (1 - _variant.ForeignShare));
        if (heard == 0 || _settings.EraseWeight <= 0 || (_variant.Erase & (EraseForms.Branch | EraseForms.Function)) == 0) return null;
        using var off = no_grad();
        var standalone = _standalone is null ? 0 : (heard + 1) / 2;
        var count = standalone + heard;
        var drawn = Enumerable.Range(0, count).Select(_ => _prompts.Draw(_random)).ToList();
        var latents = cat([.. drawn.Select(d => d.Example is { } i ? _foreign.Latents.narrow(0, i, 1) : _lesson.Latents.Any(_random))], 0);
        var timesteps = Timesteps(count);
        var text = Encode([.. drawn.Select(d => d.Caption)], cat([_token.Values, _model.TriggersFor(_foreign).OfAnother(_settings.ConceptNumber, _random)], 0));
        var context = _words is null ? text : TextContext.Cat(text.narrow(0, 0, standalone), _words.AddStranger(text.narrow(0, standalone, heard), _random, _generator));
        return new ForeignBatch(_model.Noise.AddNoise(latents, Noise(latents), timesteps), timesteps, context, standalone);
    }

    /// <summary>What the network says of foreign samples without the concept, without gradient; null when nobody asks.</summary>
    private Tensor? Plain(ForeignBatch? foreign)
    {
        if (foreign is null || !_variant.Erase.HasFlag(EraseForms.Function)) return null;
        using var off = no_grad();
        return _model.UNet.forward(foreign.Noisy, foreign.Timesteps, foreign.Context);
    }

    // One pass for all: small batches cost almost as much as large ones.
    private (Tensor Denoising, Tensor Erasing, Tensor Standalone) Losses(ConceptBatch batch, Tensor target, ForeignBatch? foreign, Tensor? plain)
    {
        var shares = Shares(batch, target, foreign, plain);
        foreach (var share in shares) share.Rows.Erase.Expect(_variant.Erase.HasFlag(EraseForms.Branch) ? (int)share.Foreign : 0);
        using var attached = _standalone is null ? _branches.Attach() : _branches.AttachAfter(_standalone, shares[0].Count);
        var said = _model.UNet.forward(cat([.. shares.Select(s => s.Noisy)]), cat([.. shares.Select(s => s.Timesteps)]), TextContext.Cat([.. shares.Select(s => s.Context)]));

        var main = shares[^1];
        var (denoising, erasing) = main.Losses(said.narrow(0, said.shape[0] - main.Count, main.Count));
        if (_standalone is null) return (denoising, erasing, zeros([]));
        var (standalone, silence) = shares[0].Losses(said.narrow(0, 0, shares[0].Count));
        return (denoising, erasing, standalone + silence * StandaloneEraseWeight);
    }

    /// <summary>The samples of each set of rows, first those of the rows that stand alone, where there are such: they hear no words.</summary>
    private IReadOnlyList<Share> Shares(ConceptBatch batch, Tensor target, ForeignBatch? foreign, Tensor? plain)
    {
        var (text, own, others) = (Encode(batch.Captions, _token.Values), batch.Noisy.shape[0], foreign?.Count ?? 0);
        if (_standalone is null || _words is null) return [Part(_branches, 0, own, 0, others, features => features)];
        var (alone, othersAlone) = (own / 2, foreign?.Standalone ?? 0);
        return [Part(_standalone, 0, alone, 0, othersAlone, features => features), Part(_branches, alone, own - alone, othersAlone, others - othersAlone, _words.AddTo)];

        Share Part(BlockBranches rows, long firstOwn, long countOwn, long firstOther, long countOther, Func<Tensor, TextContext> call)
        {
            var (noisy, timesteps, called) = (batch.Noisy.narrow(0, firstOwn, countOwn), batch.Timesteps.narrow(0, firstOwn, countOwn), call(text.narrow(0, firstOwn, countOwn)));
            var wanted = target.narrow(0, firstOwn, countOwn);
            return foreign is null
                ? new Share(rows, noisy, timesteps, called, wanted, null)
                : new Share(rows, cat([noisy, foreign.Noisy.narrow(0, firstOther, countOther)]), cat([timesteps, foreign.Timesteps.narrow(0, firstOther, countOther)]),
                    TextContext.Cat(called, foreign.Context.Narrow(firstOther, countOther)), wanted, plain?.narrow(0, firstOther, countOther));
        }
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

    /// <summary>What one set of rows learns from in a step: samples of the concept, then foreign ones.</summary>
    /// <param name="Target">For the concept's samples.</param>
    /// <param name="Plain">What the network says of the foreign ones without the concept; null when nobody asks.</param>
    private sealed record Share(BlockBranches Rows, Tensor Noisy, Tensor Timesteps, TextContext Context, Tensor Target, Tensor? Plain)
    {
        public long Count => Noisy.shape[0];

        public long Foreign => Count - Target.shape[0];

        /// <summary>Of what was said of all samples.</summary>
        public (Tensor Denoising, Tensor Erasing) Losses(Tensor said)
        {
            var own = Target.shape[0];
            var silent = Rows.Erase.Total();
            if (Plain is not null) silent += nn.functional.mse_loss(said.narrow(0, own, Foreign), Plain);
            return (own == 0 ? zeros([]) : nn.functional.mse_loss(said.narrow(0, 0, own), Target), silent);
        }
    }

    /// <param name="Standalone">How many of the first are for the rows that stand alone, and hear no words.</param>
    private sealed record ForeignBatch(Tensor Noisy, Tensor Timesteps, TextContext Context, int Standalone)
    {
        public long Count => Noisy.shape[0];
    }
}
