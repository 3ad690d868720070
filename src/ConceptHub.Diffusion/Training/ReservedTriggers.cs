using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// The trigger vectors that go with concept numbers: reserved like their rows, so that a concept learns to be silent on the triggers of
/// all others without having met them. A number's vector starts at its <see cref="TriggerCode"/>; the vectors of a pool are then moved
/// together to where the text encoder's answer at the trigger differs most from its answers everywhere else. Maximised is the niche score
/// xᵀ C⁻¹ x of SCIENCE.md 2.4: the larger it is, the smaller the response to foreign words that a change of keys and values cannot avoid.
/// </summary>
internal sealed class ReservedTriggers : IDisposable
{
    private const int Steps = 120, RefreshEvery = 20, SentencesEach = 5, PlainSentences = 600, OtherPools = 24;
    private const double Plain = 0.5, Others = 0.2, Mates = 0.3;   // of C, the second moment of foreign answers
    private const double LearningRate = 0.03;                      // of a word's usual element
    private const float Length = 2, Floor = 1e-3f;                 // of a word's usual length; of C's mean eigenvalue
    private readonly StableDiffusionModel _model;
    private readonly TriggerSentences _sentences;
    private readonly float _length;
    private readonly Dictionary<int, Tensor> _pools;

    /// <param name="known">Vectors of pools that were worked out before; owned from now on.</param>
    public ReservedTriggers(StableDiffusionModel model, IReadOnlyList<TrainingCaption> captions, IReadOnlyDictionary<int, Tensor>? known)
    {
        (_model, _sentences, _length) = (model, new TriggerSentences(model, captions, model.Codebook.Blocks), WordLength(model) * Length);
        _pools = new Dictionary<int, Tensor>(known ?? new Dictionary<int, Tensor>());
    }

    /// <summary>The vector of a number, [1, hidden]; the first number of a pool costs some seconds.</summary>
    public Tensor Of(int conceptNumber)
    {
        var pool = _model.Codebook.PoolOf(conceptNumber);
        return OfPool(pool).narrow(0, conceptNumber - pool * _model.Codebook.Blocks, 1);
    }

    /// <summary>The vectors of a pool's numbers, [numbers, hidden].</summary>
    public Tensor OfPool(int pool)
    {
        if (!_pools.TryGetValue(pool, out var vectors)) _pools[pool] = vectors = ToNiches(pool);
        return vectors;
    }

    /// <summary>Another concept's vector, [1, hidden]: mostly of the same pool, for those are merged together most.</summary>
    public Tensor OfAnother(int conceptNumber, Random random)
    {
        var (book, pool) = (_model.Codebook, _model.Codebook.PoolOf(conceptNumber));
        var isMate = random.Next(4) > 0;
        var other = isMate ? pool * book.Blocks + random.Next(book.Blocks) : random.Next(book.Capacity);
        if (other == conceptNumber) return OfAnother(conceptNumber, random);
        return isMate ? Of(other) : Start(other);
    }

    /// <summary>Where a number's vector starts, [1, hidden], on the model's device: its code at twice a word's usual length.</summary>
    public Tensor Start(int conceptNumber)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var code = tensor(TriggerCode.Of(_model.Codebook, conceptNumber, _model.TextEncoder.Config.HiddenSize)).unsqueeze(0).to(_model.Device);
        return (code * _length).MoveToOuterDisposeScope();
    }

    /// <summary>The median norm of the base model's own words.</summary>
    public static float WordLength(StableDiffusionModel model)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return model.TextEncoder.TokenTable.norm(1).median().item<float>();
    }

    public void Dispose()
    {
        foreach (var vectors in _pools.Values) vectors.Dispose();
    }

    private Tensor ToNiches(int pool)
    {
        using var on = enable_grad();   // whoever asks may be without
        using var outer = NewDisposeScope();
        var random = new Random(pool);
        var width = _model.TextEncoder.Config.HiddenSize;
        using var vectors = new Parameter(cat([.. _model.Codebook.NumbersIn(pool).Select(Start)]));
        using var optimizer = optim.Adam([vectors], lr: LearningRate * _length / Length / Math.Sqrt(width));
        var foreign = ForeignMoment(vectors, random);
        Tensor? inverse = null;
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var sentences = _sentences.Draw(SentencesEach, random);
            var answers = _model.TextEncoder.forward(sentences.Ids, vectors);
            if (step % RefreshEvery == 0) inverse = Inverse(foreign, answers.detach()).MoveToOuterDisposeScope();
            var means = answers.reshape(-1, width).index_select(0, sentences.Positions).reshape(-1, SentencesEach, width).mean([1L]);
            (-(means.mm(inverse!) * means).sum(1).log().sum()).backward();
            optimizer.step();
            optimizer.zero_grad();
            using var off = no_grad();
            vectors.mul_((_length / vectors.norm(1, keepdim: true)).clamp_max(1));
        }

        return vectors.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Of plain sentences and of the triggers of other pools, [hidden, hidden].</summary>
    private Tensor ForeignMoment(Tensor vectors, Random random)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var moment = Moment(_model.TextEncoder.forward(_sentences.DrawPlain(PlainSentences, random), vectors)) * Plain;
        for (var i = 0; i < OtherPools; i++)
        {
            var other = Start(random.Next(_model.Codebook.Capacity)).expand_as(vectors);
            moment += Moment(_model.TextEncoder.forward(_sentences.Draw(1, random).Ids, other)) * (Others / OtherPools);
        }

        return moment.MoveToOuterDisposeScope();
    }

    private static Tensor Inverse(Tensor foreign, Tensor mates)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var moment = foreign + Moment(mates) * Mates;
        var width = moment.shape[0];
        return linalg.inv(moment * (width / moment.trace()) + eye(width, device: moment.device) * Floor).MoveToOuterDisposeScope();
    }

    private static Tensor Moment(Tensor answers)
    {
        var tokens = answers.reshape(-1, answers.shape[^1]);
        return tokens.transpose(0, 1).mm(tokens) / tokens.shape[0];
    }
}
