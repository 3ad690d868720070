using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Pretraining;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using ConceptHub.ToyWorld;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Pretrain;

/// <summary>One call of <c>concepthub pretrain</c>: the world as a source, the folders, the reports.</summary>
internal sealed class PretrainRun(string folder, string state, int seed)
{
    private const int PoolSize = 24_000, FirstPictures = 8_000, EncodeBatch = 50, ForeignCaptions = 2000, ForeignLatents = 512;

    private string AutoencoderFile => Path.Combine(folder, "vae", "diffusion_pytorch_model.safetensors");

    public void Autoencoder(TimeSpan budget, bool resume, CancellationToken cancellation)
    {
        random.manual_seed(seed);
        using var autoencoder = new AutoencoderTiny(EmbeddedModel.Autoencoder);
        autoencoder.Initialize(new Generator((ulong)seed));
        var training = new AutoencoderPretraining(autoencoder, Draw);
        if (resume) ModuleWeights.Load(autoencoder, AutoencoderFile);
        else training.FitEncoder(seed);
        using var log = new PretrainLog(Path.Combine(state, "autoencoder.csv"));
        training.TrainDecoder(budget, seed, log, cancellation);

        Directory.CreateDirectory(Path.GetDirectoryName(AutoencoderFile)!);
        File.WriteAllText(Path.Combine(folder, "vae", "config.json"), autoencoder.Config.ToJson());
        ModuleWeights.Save(autoencoder, AutoencoderFile, SafetensorsType.F16);
        var unseen = new Random(seed + 1_000_000);
        var pictures = Enumerable.Range(0, 64).Select(_ => Draw(unseen).Image).ToList();
        log.Note($"PSNR on 64 new pictures: {AutoencoderPretraining.PeakSignalToNoise(autoencoder, pictures):0.00} dB");
        PngFile.WriteGrid(Path.Combine(state, "autoencoder.png"), [.. pictures.Take(12), .. Rebuild(autoencoder, pictures.Take(12))], 12);
    }

    public void Denoiser(TimeSpan budget, bool resume, CancellationToken cancellation)
    {
        random.manual_seed(seed);
        var tokenizer = WordTokenizerBuilder.Build(WorldVocabulary.Words, EmbeddedModel.Words);
        using var autoencoder = new AutoencoderTiny(EmbeddedModel.Autoencoder);
        ModuleWeights.Load(autoencoder, AutoencoderFile);
        using var unet = new UNet2DConditionModel(EmbeddedModel.UNet);
        using var text = new CLIPTextModel(EmbeddedModel.Text(tokenizer));
        text.Initialize(new Generator((ulong)seed));
        var checkpoints = new PretrainCheckpoints(folder, state, unet, text);
        var firstStep = resume ? checkpoints.Load() : 0;
        if (!resume) WriteFolder(tokenizer, unet.Config, text.Config);
        WriteForeignExamples(autoencoder);

        using var log = new PretrainLog(Path.Combine(state, "denoiser.csv"));
        using var noise = new NoiseSchedule(EmbeddedModel.Scheduler);
        using var pool = new LatentPool(autoencoder, tokenizer, Draw, PoolSize, EmbeddedModel.Words);
        var pictures = new Random(seed + firstStep);
        while (pool.Count < FirstPictures && !cancellation.IsCancellationRequested) pool.Add(EncodeBatch, pictures);
        log.Note($"{pool.Count} pictures encoded.");
        var training = new DenoiserPretraining(unet, text, noise, pool) { Checkpoint = checkpoints.Save };
        training.Run(budget, firstStep, seed + firstStep, log, cancellation);
    }

    private void WriteFolder(CLIPTokenizer tokenizer, UNetConfig unet, CLIPTextConfig text)
    {
        foreach (var part in new[] { "unet", "text_encoder", "tokenizer", "scheduler" }) Directory.CreateDirectory(Path.Combine(folder, part));
        tokenizer.Save(Path.Combine(folder, "tokenizer"));
        File.WriteAllText(Path.Combine(folder, "unet", "config.json"), unet.ToJson());
        File.WriteAllText(Path.Combine(folder, "text_encoder", "config.json"), text.ToJson());
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"), EmbeddedModel.Scheduler.ToJson());
        File.WriteAllText(Path.Combine(folder, "model_index.json"), EmbeddedModel.Index);
    }

    // Captions for training adapters against, and latents that show the first of them (ConceptHub.Diffusion.Training.ForeignExamples).
    private void WriteForeignExamples(AutoencoderTiny autoencoder)
    {
        var random = new Random(7);
        var drawn = Enumerable.Range(0, ForeignCaptions).Select(_ => World.Describe(random)).Select(d => (Description: d, Record: CaptionRecord.Of(d, random))).ToList();
        File.WriteAllText(Path.Combine(folder, "captions.json"), JsonSerializer.Serialize(drawn.Select(d => d.Record)));

        using var off = no_grad();
        using var scope = NewDisposeScope();
        var latents = cat([.. drawn.Take(ForeignLatents).Chunk(32).Select(chunk => autoencoder.Encode(RgbImage.Stack(
            [.. chunk.Select(d => new RgbImage(World.OrdinarySize, World.OrdinarySize, World.Render(d.Description, random)))])))], 0).contiguous();
        using var file = File.Create(Path.Combine(folder, ForeignExamples.FileName));
        SafetensorsWriter.Write(file, [SafetensorsTensor.FromFloats("latents", SafetensorsType.F16, latents.shape, latents.ToValues<float>())]);
    }

    private static CaptionedPicture Draw(Random random)
    {
        var picture = World.Draw(random);
        return new CaptionedPicture(new RgbImage(picture.Size, picture.Size, picture.Pixels), picture.Caption);
    }

    private static IReadOnlyList<RgbImage> Rebuild(AutoencoderTiny autoencoder, IEnumerable<RgbImage> pictures)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return RgbImage.FromTensor(autoencoder.Decode(autoencoder.Encode(RgbImage.Stack([.. pictures]))));
    }
}
