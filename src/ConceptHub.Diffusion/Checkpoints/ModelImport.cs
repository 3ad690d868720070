using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>What a model to import leaves open.</summary>
public sealed record ModelImportOptions
{
    /// <summary>A folder with <c>vocab.json</c> and <c>merges.txt</c>; null: the model's own, else one of <see cref="KnownModels"/>'.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>What a single file was trained to say; null: what it says itself, else what is usual for its kind. Folders say it.</summary>
    public PredictionType? Prediction { get; init; }

    /// <summary>Model folders whose tokenizer will do where it has as many tokens as the text encoder knows.</summary>
    public IReadOnlyList<string> KnownModels { get; init; } = [];
}

/// <summary>
/// Copies a model that people have, a diffusers folder or one file with the original names, into a folder of its own, with nothing in
/// it but what drawing and training need: weights as safetensors, configs, tokenizer.
/// </summary>
public static class ModelImport
{
    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];
    private static readonly string[] OwnFiles = ["captions.json", ForeignExamples.FileName, TrainingPreparation.FileName];

    /// <summary>Copies and then reads the whole copy, so that every tensor's name, shape and type is known to fit, and every value to be a number.</summary>
    /// <param name="source">Not changed.</param>
    /// <param name="target">A new folder.</param>
    /// <returns>The model as it will be used, on the CPU. The caller owns it.</returns>
    /// <exception cref="InvalidModelException">The model cannot be used; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The target is half-written then.</exception>
    public static StableDiffusionModel Import(string source, string target, ModelImportOptions options, CancellationToken cancellation)
    {
        if (Directory.Exists(source))
        {
            CopyFolder(source, target, options, cancellation);
            return StableDiffusionModel.Load(target);
        }

        if (!File.Exists(source)) throw new InvalidModelException($"'{source}' does not exist.");
        using var checkpoint = SingleFileCheckpoint.Open(source, options.Prediction);
        checkpoint.WriteTo(target, cancellation);
        WriteTokenizer(checkpoint, Path.Combine(target, "tokenizer"), options);
        WriteIndex(target);
        try
        {
            return StableDiffusionModel.Load(target);
        }
        catch (InvalidModelException fault)
        {
            throw checkpoint.InItsOwnNames(fault);
        }
    }

    private static void CopyFolder(string source, string target, ModelImportOptions options, CancellationToken cancellation)
    {
        if (!Directory.Exists(Path.Combine(source, "unet"))) throw new InvalidModelException($"'{source}' is no model folder: it has no unet/ in it.");
        var parts = new ModelParts(source, torch.CPU);
        parts.CheckHeaders();
        CopyPart(source, target, "unet", parts.UNetWeights, "diffusion_pytorch_model", cancellation);
        CopyPart(source, target, "vae", parts.AutoencoderWeights, "diffusion_pytorch_model", cancellation);
        CopyPart(source, target, "text_encoder", parts.TextWeights, "model", cancellation);
        CopyFiles(Path.Combine(source, "scheduler"), Path.Combine(target, "scheduler"), ["scheduler_config.json"]);
        CopyFiles(options.Tokenizer ?? Path.Combine(source, "tokenizer"), Path.Combine(target, "tokenizer"), TokenizerFiles);
        CopyFiles(source, target, OwnFiles);
        WriteIndex(target);
    }

    /// <summary>Shards become one file, and variants lose their word.</summary>
    private static void CopyPart(string source, string target, string part, string weights, string stem, CancellationToken cancellation)
    {
        CopyFiles(Path.Combine(source, part), Path.Combine(target, part), ["config.json"]);
        using var files = WeightFiles.Open(weights);
        MovedTensor.Save(Path.Combine(target, part, $"{stem}.safetensors"), files.Tensors.Values.Select(tensor => MovedTensor.Renamed(files, tensor, tensor.Name)), cancellation);
    }

    private static void CopyFiles(string source, string target, IEnumerable<string> names)
    {
        Directory.CreateDirectory(target);
        foreach (var name in names.Where(name => File.Exists(Path.Combine(source, name)))) File.Copy(Path.Combine(source, name), Path.Combine(target, name));
    }

    private static void WriteTokenizer(SingleFileCheckpoint checkpoint, string target, ModelImportOptions options)
    {
        var wanted = checkpoint.Text.VocabularySize;
        var tokenizer = options.Tokenizer is { } chosen ? CLIPTokenizer.Load(chosen)
            : options.KnownModels.Select(folder => Path.Combine(folder, "tokenizer")).Where(Directory.Exists).Select(CLIPTokenizer.Load).FirstOrDefault(known => known.VocabularySize == wanted);
        if (tokenizer is null)
        {
            throw new InvalidModelException($"A checkpoint in one file has no tokenizer in it, and no installed model has one of {wanted} tokens. Name a folder with its vocab.json and merges.txt "
                + "by --tokenizer, or add a diffusers folder of the same family first; ConceptHub downloads nothing.");
        }

        // OpenAI's tokenizer pads with the end of text; OpenCLIP's with the id 0, which is "!".
        (checkpoint.IsSecond ? tokenizer.WithPadding("!") : tokenizer).Save(target);
    }

    /// <summary>For diffusers: which class reads which folder. A safety checker is not among them.</summary>
    private static void WriteIndex(string target) => File.WriteAllText(Path.Combine(target, "model_index.json"), $$"""
        {
          "_class_name": "StableDiffusionPipeline",
          "_diffusers_version": "0.31.0",
          "feature_extractor": [null, null],
          "requires_safety_checker": false,
          "safety_checker": [null, null],
          "scheduler": ["diffusers", "DDIMScheduler"],
          "text_encoder": ["transformers", "CLIPTextModel"],
          "tokenizer": ["transformers", "CLIPTokenizer"],
          "unet": ["diffusers", "UNet2DConditionModel"],
          "vae": ["diffusers", "{{AutoencoderClass(target)}}"]
        }
        """);

    private static string AutoencoderClass(string target)
    {
        var config = Path.Combine(target, "vae", "config.json");
        return File.Exists(config) ? ConfigReader.Parse(File.ReadAllText(config), "vae/config.json").Text("_class_name", "AutoencoderKL") : "AutoencoderKL";
    }
}
