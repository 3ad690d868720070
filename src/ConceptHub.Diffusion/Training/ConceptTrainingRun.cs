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
    private const int FakeTokens = 4;
    private const double GradientNorm = 1, NormCap = 1.5;
    private readonly StableDiffusionModel _model;
    private readonly ConceptTrainingSettings _settings;
    private readonly EraseLoss _erase = new();
    private readonly BlockBranches _branches;
    private readonly Parameter _token;          // [1, hidden]
    private readonly optim.Optimizer _optimizer;
    private readonly ConceptLesson _lesson;
    private readonly ForeignExamples _foreign;
    private readonly ForeignPrompts _prompts;
    private readonly double _longestToken;
    private readonly CLIPTokenizer _tokenizer;
    private readonly Generator _generator;
    private readonly Random _random;

    /// <param name="lesson">Not owned, like the other parts.</param>
    public ConceptTrainingRun(StableDiffusionModel model, ConceptTrainingSettings settings, ConceptLesson lesson, ForeignExamples foreign)
    {
        (_model, _settings, _lesson, _foreign) = (model, settings, lesson, foreign);
        _random = new Random(settings.Seed);
        _generator = new Generator((ulong)settings.Seed);
        _branches = new BlockBranches(model, settings.ConceptNumber, settings.Rank, _erase, _generator);
        _token = new Parameter(lesson.FirstVector is { } first ? tensor(first, [1, first.Length], device: model.Device) : FirstVector());
        _prompts = new ForeignPrompts(foreign, lesson.Latents.Captions, settings.TriggerWord, settings.ClassWord);
        _longestToken = LongestToken();
        var vocabulary = model.TextEncoder.Config.VocabularySize;
        _tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]>
        {
            [TriggerWords.InPrompt(settings.TriggerWord)] = [vocabulary],
            [ForeignPrompts.Fake] = [vocabulary + 1],
        });
        _optimizer = optim.AdamW(
            [new AdamW.ParamGroup(_branches.Parameters, lr: settings.LearningRate, weight_decay: 0),
             new AdamW.ParamGroup([_token], lr: settings.EmbeddingLearningRate, weight_decay: 0)], lr: settings.LearningRate, weight_decay: 0);
    }

    /// <summary>Denoising loss, averaged over about the last twenty steps.</summary>
    public double Loss { get; private set; } = double.NaN;

    public double EraseLoss { get; private set; } = double.NaN;

    /// <summary>One step on a batch of the concept and a batch of what it is not.</summary>
    public void Step(int step)
    {
        using var scope = NewDisposeScope();
        var decay = 0.5 * (1 + Math.Cos(Math.PI * step / _settings.Steps));
        var groups = _optimizer.ParamGroups.ToList();
        groups[0].LearningRate = _settings.LearningRate * decay;
        groups[1].LearningRate = _settings.EmbeddingLearningRate * decay;

        var (batch, target) = DrawConcepts();
        using var attached = _branches.Attach();
        var denoising = ConceptLoss(batch, target);
        var erasing = _settings.EraseWeight > 0 ? ForeignLoss() : zeros([]);
        (denoising + erasing * _settings.EraseWeight).backward();
        nn.utils.clip_grad_norm_([.. _branches.Parameters, _token], GradientNorm);
        _optimizer.step();
        _optimizer.zero_grad();
        CapNorm();
        Loss = Smooth(Loss, denoising.item<float>());
        EraseLoss = Smooth(EraseLoss, erasing.item<float>());
    }

    public void Load(ConceptAdapter adapter)
    {
        using var off = no_grad();
        _branches.Load(adapter.Layers);
        using var token = tensor(adapter.TokenEmbedding.Values, _token.shape);
        _token.copy_(token);
    }

    public ConceptAdapter ToAdapter(int steps)
    {
        using var token = _token.detach().cpu();
        return new ConceptAdapter
        {
            ConceptNumber = _settings.ConceptNumber,
            Codeword = _model.Codebook.Encode(_settings.ConceptNumber),
            TriggerWord = _settings.TriggerWord,
            ClassWord = _settings.ClassWord,
            Kind = _settings.Kind,
            BaseModelHash = _model.Hash,
            PlanHash = _model.Plan.Hash,
            Layers = _branches.ToLayers(),
            TokenEmbedding = new TokenEmbedding(1, _model.TextEncoder.Config.HiddenSize, token.data<float>().ToArray()),
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
    }

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
        _erase.Expect(0);
        var predicted = _model.UNet.forward(batch.Noisy, batch.Timesteps, Encode(batch.Captions, _token));
        return nn.functional.mse_loss(predicted, target);
    }

    // The branches' silence has gradients of its own (EraseLoss detaches what flows in), so the network itself needs none.
    private Tensor ForeignLoss()
    {
        var drawn = Enumerable.Range(0, _settings.Batch).Select(_ => _prompts.Draw(_random)).ToList();
        _erase.Expect(drawn.Count);
        using (no_grad())
        {
            var latents = cat([.. drawn.Select(d => d.Example is { } i ? _foreign.Latents.narrow(0, i, 1) : _lesson.Latents.Any(_random))], 0);
            var timesteps = Timesteps(latents.shape[0]);
            var context = Encode([.. drawn.Select(d => d.Caption)], cat([_token, FakeVector()], 0));
            _model.UNet.forward(_model.Noise.AddNoise(latents, Noise(latents), timesteps), timesteps, context);
        }

        return _erase.Total();
    }

    private Tensor Encode(IReadOnlyList<string> captions, Tensor rows)
    {
        var words = _model.MaximumTokens;
        var ids = captions.SelectMany(c => _tokenizer.Encode(c, words)).ToArray();
        return _model.TextEncoder.forward(tensor(ids, [captions.Count, words], device: _model.Device), rows);
    }

    private Tensor Noise(Tensor latents) => randn(latents.shape, generator: _generator).to(_model.Device);

    private Tensor Timesteps(long count) => randint(0, _model.Noise.Timesteps, [count], dtype: ScalarType.Int64, generator: _generator).to(_model.Device);

    /// <summary>The class word's vector with a tenth of noise, [1, hidden].</summary>
    private Tensor FirstVector()
    {
        using var off = no_grad();
        var ids = _model.Tokenizer.EncodeWords(_settings.ClassWord, _model.MaximumTokens) is { Words: [var word, ..] } encoded ? encoded.Ids[word.Start] : 0;
        var start = _model.TextEncoder.TokenTable[ids].unsqueeze(0);
        var spread = start.std().item<float>();
        return (start + randn(start.shape, generator: _generator).to(_model.Device) * (0.1f * spread)).detach();
    }

    // A made-up concept: a mixture of a few words plus noise, of a word's usual length (isotropic vectors alone are too easy to tell apart).
    private Tensor FakeVector()
    {
        var table = _model.TextEncoder.TokenTable;
        var known = Enumerable.Range(0, 3).Select(_ => table[_random.Next((int)table.shape[0])]).ToList();
        var weights = Enumerable.Range(0, 3).Select(_ => (float)_random.NextDouble()).ToArray();
        var mixed = known.Select((row, i) => row * (weights[i] / weights.Sum())).Aggregate((a, b) => a + b);
        var noisy = mixed + randn(mixed.shape, generator: _generator).to(_model.Device) * (mixed.std() * 0.5f);
        return (noisy * (known[0].norm() / noisy.norm())).unsqueeze(0);
    }

    // Without a cap the vector grows instead of finding its place, and shouts in every sentence (SCIENCE.md 2.6).
    private void CapNorm()
    {
        using var off = no_grad();
        var length = _token.norm().item<float>();
        if (length > _longestToken) _token.mul_(_longestToken / length);
    }

    private double LongestToken()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _model.TextEncoder.TokenTable.norm(1).median().item<float>() * NormCap;
    }

    private static double Smooth(double average, double value) => double.IsNaN(average) ? value : average * 0.95 + value * 0.05;
}
