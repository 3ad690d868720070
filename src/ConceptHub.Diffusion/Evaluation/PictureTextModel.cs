using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Puts pictures and sentences of a world into one space, where what belongs together is close: what CLIP (Radford et al. 2021,
/// arXiv:2103.00020) is to the open world (SCIENCE.md 4.4, E_open). It never sees the concepts that it judges.
/// </summary>
public sealed class PictureTextModel : IDisposable
{
    private const int Width = 128, TextWidth = 64, Batch = 128;
    private const float FirstLogScale = 2.66f;   // CLIP: ln(1 / 0.07)
    private readonly Towers _towers;

    /// <summary>Where the one of a base model lies: beside its parts. Most models have none.</summary>
    public static string FileOf(StableDiffusionModel model) => Path.Combine(model.Folder, "likeness.safetensors");

    /// <summary>One that reads a base model's latents and words, and has learned nothing yet.</summary>
    public static PictureTextModel Untrained(StableDiffusionModel model, int seed) => new(model.UNet.Config.InChannels, model.Tokenizer, model.MaximumTokens, seed);

    /// <summary>The one that belongs to a base model; null when there is none, or what lies there does not fit.</summary>
    public static PictureTextModel? OpenFor(StableDiffusionModel model)
    {
        if (!File.Exists(FileOf(model))) return null;
        var opened = Untrained(model, seed: 0);
        try
        {
            opened.Load(FileOf(model));
            return opened;
        }
        catch (InvalidModelException)
        {
            opened.Dispose();
            return null;
        }
    }

    /// <param name="channels">Of the latents.</param>
    /// <param name="tokenizer">The base model's; decides the text tower's vocabulary.</param>
    public PictureTextModel(int channels, CLIPTokenizer tokenizer, int words, int seed)
    {
        using var generator = new Generator((ulong)seed);
        var text = new CLIPTextConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = TextWidth,
            IntermediateSize = 2 * TextWidth,
            Layers = 2,
            Heads = 4,
            MaxPositions = words,
            StartTokenId = tokenizer.StartId,
            EndTokenId = tokenizer.EndId,
        };
        _towers = new Towers(channels, text, generator);
    }

    /// <summary>Learns from pictures with their sentences, and from each sentence with one word changed so that it is false (hard negatives).</summary>
    /// <param name="latents">[pictures, channels, h, w].</param>
    /// <param name="sentences">Token ids, int64 [pictures, words].</param>
    /// <param name="falsehoods">As the sentences.</param>
    public void Train(Tensor latents, Tensor sentences, Tensor falsehoods, int steps, int seed, IProgress<JudgeStep>? progress, CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)seed);
        using var diagonal = arange(Batch, dtype: ScalarType.Int64);
        _towers.train();
        JudgeTraining.Run(_towers.parameters(), (int)latents.shape[0], Batch, steps, seed, chosen =>
        {
            var pictures = _towers.Pictures(JudgeTraining.Disturbed(latents.index_select(0, chosen), generator));
            var texts = _towers.Texts(cat([sentences.index_select(0, chosen), falsehoods.index_select(0, chosen)]));   // [2 batch, width]
            var likeness = pictures.mm(texts.transpose(0, 1)) * _towers.Scale;
            return nn.functional.cross_entropy(likeness, diagonal) + nn.functional.cross_entropy(likeness.narrow(1, 0, Batch).transpose(0, 1), diagonal);
        }, progress, cancellation);
        _towers.eval();
    }

    /// <summary>Unit vectors [pictures, width] of latents [pictures, channels, h, w], in the caller's scope.</summary>
    public Tensor Pictures(Tensor latents)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _towers.Pictures(latents.cpu()).MoveToOuterDisposeScope();
    }

    /// <summary>Unit vectors [sentences, width] of token ids [sentences, words], in the caller's scope.</summary>
    public Tensor Sentences(Tensor ids)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _towers.Texts(ids.cpu()).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What pictures show beyond their sentences: unit vectors without the part along the sentence, [pictures, width], in the caller's
    /// scope. Else two pictures are alike above all for their place and style.
    /// </summary>
    /// <param name="latents">[pictures, channels, h, w].</param>
    /// <param name="ids">One sentence for each, without the concept; [pictures, words].</param>
    public Tensor BeyondSentences(Tensor latents, Tensor ids)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (pictures, sentences) = (Pictures(latents), Sentences(ids));
        return nn.functional.normalize(pictures - (pictures * sentences).sum(1, keepdim: true) * sentences, 2, 1).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="BeyondSentences"/> of pictures as they are stored: one unit vector each.</summary>
    /// <param name="model">The base model, which encodes them.</param>
    /// <param name="pictures">All of the model's own size.</param>
    /// <param name="sentences">One for each.</param>
    public IReadOnlyList<float[]> Embed(StableDiffusionModel model, IReadOnlyList<RgbImage> pictures, IReadOnlyList<string> sentences)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(sentences.SelectMany(sentence => model.Tokenizer.Encode(sentence, model.MaximumTokens)).ToArray(), [sentences.Count, model.MaximumTokens]);
        var looks = BeyondSentences(EncodedPictures.Of(model, pictures), ids);
        return [.. Enumerable.Range(0, pictures.Count).Select(i => looks[i].ToValues<float>())];
    }

    public void Save(string path) => ModuleWeights.Save(_towers, path, BlockLora.SafetensorsType.F16);

    /// <exception cref="InvalidModelException">The file is missing, broken, or of another world.</exception>
    public void Load(string path)
    {
        ModuleWeights.Load(_towers, path);
        _towers.eval();
    }

    public void Dispose() => _towers.Dispose();

    private sealed class Towers : nn.Module
    {
        private readonly LatentNetwork _picture;
        private readonly CLIPTextModel _text;
        private readonly Linear _fromText;
        private readonly Parameter _logScale;

        public Towers(int channels, CLIPTextConfig text, Generator generator) : base(nameof(Towers))
        {
            _picture = new LatentNetwork(channels, Width, generator);
            _text = new CLIPTextModel(text);
            _text.Initialize(generator);
            _fromText = nn.Linear(TextWidth, Width, hasBias: false);
            using (no_grad()) _fromText.weight!.copy_(randn([Width, TextWidth], generator: generator) * MathF.Sqrt(1f / TextWidth));
            _logScale = new Parameter(tensor(FirstLogScale));
            RegisterComponents();
        }

        public Tensor Scale => _logScale.clamp(0, 4.6f).exp();   // CLIP: at most 100

        public Tensor Pictures(Tensor latents) => nn.functional.normalize(_picture.forward(latents), 2, 1);

        public Tensor Texts(Tensor ids) => nn.functional.normalize(_fromText.forward(_text.Encode(ids).Pooled), 2, 1);
    }
}
