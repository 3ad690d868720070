using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion;

/// <summary>
/// A base model in the diffusers folder layout: UNet, text encoder, autoencoder, tokenizer, scheduler config. Owns its modules.
/// Not for two threads at once: recipes change the UNet's weights in place.
/// </summary>
public sealed class StableDiffusionModel : IDisposable
{
    private const int Blocks = 16, Digits = 3;   // codebook v1, SCIENCE.md 3.3

    private ForeignWhitening? _whitening;
    private ReservedTriggers? _triggers;

    private StableDiffusionModel(string folder, UNet2DConditionModel unet, CLIPTextModel text, IAutoencoder autoencoder, CLIPTokenizer tokenizer, SchedulerConfig scheduler, TrainingCaptions? captions, torch.Device device)
    {
        (Folder, UNet, TextEncoder, Autoencoder, Tokenizer, Scheduler, Captions, Device) = (folder, unet, text, autoencoder, tokenizer, scheduler, captions, device);
        Hash = ModuleWeights.Hash(("unet.", unet), ("text_encoder.", text));
        var layers = unet.AdaptableLayers.Select(l => new AdaptedLayer(l.Name, l.Layer.Inputs, l.Layer.Outputs)).ToList();
        Plan = BlockPlan.ForTransformers(Hash, layers, BlocksFor(layers), text.Config.HiddenSize);
        Codebook = Codebook.For(Plan, Digits);
        AdaptableWeights = new AdaptableWeights(unet, text);
        Merge = new RecipeMerge(AdaptableWeights, Plan);
        Noise = new NoiseSchedule(scheduler, device);
    }

    /// <summary>Where it was loaded from.</summary>
    public string Folder { get; }

    public UNet2DConditionModel UNet { get; }

    public CLIPTextModel TextEncoder { get; }

    public IAutoencoder Autoencoder { get; }

    public CLIPTokenizer Tokenizer { get; }

    public SchedulerConfig Scheduler { get; }

    /// <summary>The forward process of <see cref="Scheduler"/>. Owned by the model.</summary>
    public NoiseSchedule Noise { get; }

    /// <summary>What the model was trained to read, when the folder tells (<c>captions.json</c>); null for models of the open world.</summary>
    public TrainingCaptions? Captions { get; }

    public torch.Device Device { get; }

    /// <summary>
    /// SHA-256 of UNet and text encoder, hex: what an adapter depends on. The autoencoder is left out on purpose, so that a better
    /// decoder does not orphan every concept.
    /// </summary>
    public string Hash { get; }

    public BlockPlan Plan { get; }

    public Codebook Codebook { get; }

    /// <summary>Every weight that an ordinary LoRA may change.</summary>
    public AdaptableWeights AdaptableWeights { get; }

    /// <summary>Which concepts and LoRAs are in the weights now.</summary>
    public RecipeMerge Merge { get; }

    public int DefaultWidth => UNet.Config.SampleSize * Autoencoder.Factor;

    public int DefaultHeight => DefaultWidth;

    /// <summary>What pictures are usually drawn with: diffusers' 7.5; a model of a small world, which read little, overdoes it there.</summary>
    public float DefaultGuidanceScale => Captions is null ? 7.5f : 2;

    /// <summary>Tokens a prompt may have, start and end included.</summary>
    public int MaximumTokens => Math.Min(TextEncoder.Config.MaxPositions, Tokenizer.MaxLength);

    /// <summary>Loads every part in float32.</summary>
    /// <param name="folder">Holds <c>unet/</c>, <c>text_encoder/</c>, <c>vae/</c>, <c>tokenizer/</c>, <c>scheduler/</c>.</param>
    /// <param name="device">Default: CPU.</param>
    /// <exception cref="InvalidModelException">A file is missing or broken, or a tensor does not fit; names which.</exception>
    public static StableDiffusionModel Load(string folder, torch.Device? device = null)
    {
        var where = device ?? torch.CPU;
        var parts = new ModelParts(folder, where);
        parts.CheckHeaders();
        var (scheduler, tokenizer, captions) = (parts.Scheduler, parts.Tokenizer, Path.Combine(folder, "captions.json"));
        var (unet, text, autoencoder) = (parts.LoadUNet(), parts.LoadTextEncoder(), parts.LoadAutoencoder());
        CheckTogether(unet.Config, text.Config, autoencoder, tokenizer);
        return new StableDiffusionModel(folder, unet, text, autoencoder, tokenizer, scheduler, File.Exists(captions) ? TrainingCaptions.Load(captions) : null, where);
    }

    /// <summary>Words of a prompt that a model of a closed vocabulary has never read; always empty for models of the open world. Trigger words in angle brackets and weights do not count.</summary>
    public IReadOnlyList<string> UnknownWords(string prompt)
    {
        if (Captions is null) return [];
        var plain = TriggerWords.Remove(PromptWeights.Plain(prompt));
        return [.. Tokenizer.EncodeWords(plain, 4096).Words
            .Where(word => word.Length > 1 || !Captions.Words.Contains(word.Text)).Select(word => word.Text)
            .Where(text => text.Any(char.IsLetterOrDigit)).Distinct()];
    }

    /// <summary>Coordinates to train concepts in: from the model's <see cref="TrainingPreparation"/>, or measured at the first call on <paramref name="foreign"/>.</summary>
    internal ForeignWhitening WhiteningFor(ForeignExamples foreign)
    {
        Prepare(foreign);
        return _whitening ??= ForeignWhitening.Of(this, foreign, _triggers!);
    }

    /// <summary>The trigger vectors of concept numbers: from the model's <see cref="TrainingPreparation"/>, or found pool by pool when first asked for.</summary>
    internal ReservedTriggers TriggersFor(ForeignExamples foreign)
    {
        Prepare(foreign);
        return _triggers!;
    }

    public void Dispose()
    {
        _triggers?.Dispose();
        _whitening?.Dispose();
        Merge.Dispose();
        Noise.Dispose();
        UNet.Dispose();
        TextEncoder.Dispose();
        Autoencoder.Dispose();
    }

    private void Prepare(ForeignExamples foreign)
    {
        if (_triggers is not null) return;
        (_whitening, var pools) = TrainingPreparation.Read(this);
        _triggers = new ReservedTriggers(this, foreign.Captions, pools);
    }

    // Models with layers of less than 16 rows exist in tests alone; they get fewer blocks.
    private static int BlocksFor(IReadOnlyList<AdaptedLayer> layers)
    {
        if (layers.Count == 0) throw new InvalidModelException("The UNet has no attention, so there is nothing that a concept could change.");
        return Math.Min(Blocks, 1 << int.Log2(layers.Min(layer => layer.Outputs)));
    }

    /// <exception cref="InvalidModelException">The parts are of different models.</exception>
    private static void CheckTogether(UNetConfig unet, CLIPTextConfig text, IAutoencoder autoencoder, CLIPTokenizer tokenizer)
    {
        if (unet.CrossAttentionDim != text.HiddenSize)
            throw new InvalidModelException($"The UNet reads text features of {unet.CrossAttentionDim} channels, but the text encoder gives {text.HiddenSize}.");
        if (unet.InChannels != autoencoder.LatentChannels || unet.OutChannels != autoencoder.LatentChannels)
            throw new InvalidModelException($"The UNet takes {unet.InChannels} channels and gives {unet.OutChannels}, but latents have {autoencoder.LatentChannels}; models for inpainting are not supported.");
        if (tokenizer.VocabularySize > text.VocabularySize)
            throw new InvalidModelException($"The tokenizer has {tokenizer.VocabularySize} tokens, but the text encoder knows {text.VocabularySize}.");
    }
}
