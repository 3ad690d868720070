using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Verification;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion.Tests.Checkpoints;

/// <summary>Models renamed to the original repository's names, all in one file, and back.</summary>
public sealed class SingleFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("concepthub-single-").FullName;

    private string SingleFile => Path.Combine(_folder, "model.safetensors");

    private string Imported => Path.Combine(_folder, "imported");

    [Theory]
    [InlineData(false, SafetensorsType.F32)]
    [InlineData(true, SafetensorsType.F16)]
    public void Renamed_and_back_is_the_same_model(bool isSecond, SafetensorsType type)
    {
        using var original = new RandomModelFolder(isSecond ? RandomModelFolder.Second : RandomModelFolder.First, type);
        using var before = StableDiffusionModel.Load(original.Folder);

        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);
        using var after = Import(new ModelImportOptions { KnownModels = [original.Folder] });

        Assert.Equal(before.Hash, after.Hash);
        Assert.Equal(ModuleWeights.Hash(("", (AutoencoderKL)before.Autoencoder)), ModuleWeights.Hash(("", (AutoencoderKL)after.Autoencoder)));
        Assert.Equal(before.UNet.Config.ToJson(), after.UNet.Config.ToJson());
        Assert.Equal(before.TextEncoder.Config, after.TextEncoder.Config);
        Assert.Equal(((AutoencoderKL)before.Autoencoder).Config.ToJson(), ((AutoencoderKL)after.Autoencoder).Config.ToJson());
        Assert.Equal(before.Scheduler, after.Scheduler);
        Assert.Equal(before.Plan.Hash, after.Plan.Hash);
        Assert.Equal(before.Tokenizer.Encode("a cat!", 8), after.Tokenizer.Encode("a cat!", 8));
        using var weights = WeightFiles.Open(Path.Combine(Imported, "unet", "diffusion_pytorch_model.safetensors"));
        Assert.All(weights.Tensors.Values, tensor => Assert.Equal(type, tensor.Type));
    }

    [Fact]
    public void Reference_model_renamed_and_back_still_gives_the_reference_outputs()
    {
        var fixtures = FixtureCases.WholeFolder();
        var model = Path.Combine(fixtures, "tiny-sd");
        SingleFileExport.Write(model, SingleFile, TestContext.Current.CancellationToken);
        using var imported = Import(new ModelImportOptions { KnownModels = [model] });
        foreach (var file in new[] { "cases.json", "cases.safetensors" }) File.Copy(Path.Combine(fixtures, file), Path.Combine(_folder, file));
        Directory.Move(Imported, Path.Combine(_folder, "tiny-sd"));
        using var folder = FixtureFolder.Open(_folder);

        var results = FixtureVerification.CasesOf(folder).Where(one => one.Kind is "unet" or "vae").Select(one => FixtureVerification.Run(folder, one)).ToList();

        Assert.Equal(11, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, $"{result.Name}: {result.Difference:g3} of {result.Tolerance:g3}; {result.Problem}"));
    }

    /// <summary>Known names of v1-5-pruned.safetensors and v2-1_768-ema-pruned.safetensors, which are too large to lie here.</summary>
    [Theory]
    [InlineData("down_blocks.0.downsamplers.0.conv.bias", "input_blocks.3.0.op.bias")]
    [InlineData("down_blocks.2.attentions.1.transformer_blocks.0.attn2.to_k.weight", "input_blocks.8.1.transformer_blocks.0.attn2.to_k.weight")]
    [InlineData("down_blocks.3.resnets.1.time_emb_proj.weight", "input_blocks.11.0.emb_layers.1.weight")]
    [InlineData("mid_block.resnets.1.norm2.weight", "middle_block.2.out_layers.0.weight")]
    [InlineData("up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.1.conv.weight")]
    [InlineData("up_blocks.1.upsamplers.0.conv.weight", "output_blocks.5.2.conv.weight")]
    [InlineData("up_blocks.2.upsamplers.0.conv.weight", "output_blocks.8.2.conv.weight")]
    [InlineData("up_blocks.3.attentions.2.proj_out.weight", "output_blocks.11.1.proj_out.weight")]
    [InlineData("up_blocks.3.resnets.2.conv_shortcut.weight", "output_blocks.11.0.skip_connection.weight")]
    [InlineData("time_embedding.linear_2.weight", "time_embed.2.weight")]
    [InlineData("conv_norm_out.weight", "out.0.weight")]
    public void Names_of_stable_diffusion_are_the_known_ones(string diffusers, string compVis)
    {
        foreach (var shapes in KnownShapes.All)
        {
            var map = CompVisNames.UNet(shapes.UNet);

            Assert.Equal(compVis, map.ToCompVis(diffusers));
            Assert.Equal(diffusers, map.ToDiffusers(compVis));
        }
    }

    [Theory]
    [InlineData("decoder.up_blocks.0.upsamplers.0.conv.weight", "decoder.up.3.upsample.conv.weight")]
    [InlineData("decoder.up_blocks.3.resnets.2.conv2.bias", "decoder.up.0.block.2.conv2.bias")]
    [InlineData("encoder.down_blocks.2.downsamplers.0.conv.weight", "encoder.down.2.downsample.conv.weight")]
    [InlineData("encoder.mid_block.attentions.0.to_out.0.weight", "encoder.mid.attn_1.proj_out.weight")]
    [InlineData("decoder.mid_block.resnets.1.norm1.weight", "decoder.mid.block_2.norm1.weight")]
    [InlineData("quant_conv.weight", "quant_conv.weight")]
    public void Names_of_the_autoencoder_are_the_known_ones(string diffusers, string compVis)
    {
        Assert.Equal(compVis, CompVisNames.Autoencoder(KnownShapes.All[0].Autoencoder).ToCompVis(diffusers));
    }

    [Theory]
    [InlineData(null, null, PredictionType.Velocity, 96)]
    [InlineData("epsilon", "512x512", PredictionType.Epsilon, 64)]
    [InlineData("v", "640x640", PredictionType.Velocity, 80)]
    public void Prediction_and_size_are_what_the_file_says_else_the_usual(string? prediction, string? resolution, PredictionType expected, int edge)
    {
        using var original = new RandomModelFolder(RandomModelFolder.Second);
        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);
        var texts = new Dictionary<string, string>();
        if (prediction is not null) texts["modelspec.prediction_type"] = prediction;
        if (resolution is not null) texts["modelspec.resolution"] = resolution;
        Rewrite(tensors => tensors, texts);

        using var checkpoint = SingleFileCheckpoint.Open(SingleFile);
        using var told = SingleFileCheckpoint.Open(SingleFile, PredictionType.Epsilon);

        Assert.Equal((expected, edge), (checkpoint.Scheduler.PredictionType, checkpoint.UNet.SampleSize));
        Assert.Equal(PredictionType.Epsilon, told.Scheduler.PredictionType);
    }

    [Fact]
    public void What_training_left_behind_is_ignored()
    {
        using var original = new RandomModelFolder(RandomModelFolder.First);
        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);
        Rewrite(tensors =>
        [
            .. tensors, Float("model_ema.diffusion_modelconv"), Float("alphas_cumprod"), Float("first_stage_model.loss.logvar"), Float("cond_stage_model.transformer.text_model.embeddings.position_ids"),
        ]);

        using var model = Import(new ModelImportOptions { Tokenizer = original["tokenizer"] });

        Assert.Equal(16, model.Plan.Blocks);
    }

    [Fact]
    public void What_is_wrong_with_tensors_is_told_in_the_names_of_the_file()
    {
        using var original = new RandomModelFolder(RandomModelFolder.First);
        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);
        Rewrite(tensors => [.. tensors.Where(t => t.Name != "model.diffusion_model.input_blocks.3.0.out_layers.3.bias").Select(t =>
            t.Name == "first_stage_model.encoder.conv_out.bias" ? Float(t.Name) : t)]);

        var first = Assert.Throws<InvalidModelException>(() => Import(new ModelImportOptions { Tokenizer = original["tokenizer"] }));
        Directory.Delete(Imported, recursive: true);
        Rewrite(tensors => [.. tensors, Float("model.diffusion_model.input_blocks.3.0.out_layers.3.bias", 48)]);
        var second = Assert.Throws<InvalidModelException>(() => Import(new ModelImportOptions { Tokenizer = original["tokenizer"] }));

        Assert.Contains("missing: model.diffusion_model.input_blocks.3.0.out_layers.3.bias", first.Message);
        Assert.Contains("first_stage_model.encoder.conv_out.bias: expected [8], file has [1]", second.Message);
    }

    [Theory]
    [InlineData("model.diffusion_model.control.0.weight", "model.diffusion_model.control.0.weight")]
    [InlineData("conditioner.embedders.0.weight", "Stable Diffusion XL")]
    [InlineData("lora_unet_mid_block.lora_down.weight", "LoRA")]
    public void Other_kinds_of_model_are_named(string tensor, string sentence)
    {
        using var original = new RandomModelFolder(RandomModelFolder.First);
        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);
        Rewrite(tensors => [.. tensors, Float(tensor)]);

        Assert.Contains(sentence, Assert.Throws<InvalidModelException>(() => SingleFileCheckpoint.Open(SingleFile)).Message);
    }

    [Fact]
    public void Without_a_tokenizer_it_says_what_to_do()
    {
        using var original = new RandomModelFolder(RandomModelFolder.First);
        SingleFileExport.Write(original.Folder, SingleFile, TestContext.Current.CancellationToken);

        var fault = Assert.Throws<InvalidModelException>(() => Import(new ModelImportOptions()));

        Assert.Contains("--tokenizer", fault.Message);
        Assert.Contains("downloads nothing", fault.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StableDiffusionModel Import(ModelImportOptions options) => ModelImport.Import(SingleFile, Imported, options, TestContext.Current.CancellationToken);

    private static SafetensorsTensor Float(string name, int count = 1) => SafetensorsTensor.FromFloats(name, SafetensorsType.F32, [count], new float[count]);

    private void Rewrite(Func<IReadOnlyList<SafetensorsTensor>, IReadOnlyList<SafetensorsTensor>> change, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsFile file;
        using (var stream = File.OpenRead(SingleFile)) file = SafetensorsFile.Read(stream);
        var tensors = change([.. file.Tensors.Values.Select(t => new SafetensorsTensor(t.Name, t.Type, t.Shape, file.Bytes(t.Name).ToArray()))]);
        using var output = File.Create(SingleFile);
        SafetensorsWriter.Write(output, [.. tensors], metadata ?? file.Metadata);
    }
}
