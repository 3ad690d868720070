using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

/// <summary>The UNet alone, and all parts together from prompt to picture. Skipped where the UNet's weights are not at hand.</summary>
public sealed class UNetFixtureTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("b_batch2")]
    [InlineData("c_wide")]
    [InlineData("d_short_ctx")]
    [InlineData("e_frac_t")]
    [InlineData("f_long_ctx")]
    [InlineData("g_t0")]
    public void Prediction_is_the_reference_one(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var unet = UNet();

        var output = unet.forward(FixtureCases.Tensor($"unet.{name}.sample"), FixtureCases.Tensor($"unet.{name}.timestep"), FixtureCases.Tensor($"unet.{name}.ctx"));

        FixtureCases.Matches($"unet.{name}.out", output);
    }

    [Theory]
    [InlineData("ddim", "ddim")]
    [InlineData("euler", "euler")]
    [InlineData("dpmpp2m_karras", "dpm++2m-karras")]
    public void Prompt_becomes_the_reference_picture(string run, string sampler)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var given = FixtureCases.Cases.GetProperty("pipeline");
        var guidance = given.GetProperty("guidance_scale").GetDouble();
        var (unet, context) = (UNet(), Context(given.GetProperty("negative_prompt").GetString()!, given.GetProperty("prompt").GetString()!));
        using var scheduler = SchedulerConfig.Parse(FixtureCases.Text("tiny-sd/scheduler/scheduler_config.json"))
            .Create(sampler, given.GetProperty("num_inference_steps").GetInt32());

        var states = new List<Tensor> { FixtureCases.Tensor("pipe.noise") * scheduler.InitNoiseSigma };
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            var scaled = scheduler.ScaleModelInput(states[i], i);
            var both = unet.forward(cat([scaled, scaled]), full([2], scheduler.Timesteps[i]), context).chunk(2);
            states.Add(scheduler.Step(both[0] + (both[1] - both[0]) * guidance, i, states[i], noise: null));
        }

        FixtureCases.Matches($"pipe.{run}.latents", stack(states.Skip(1)));
        FixtureCases.Matches($"pipe.{run}.image_raw", Autoencoder().Decode(states[^1]));
    }

    private static Tensor Context(params string[] prompts)
    {
        var tokenizer = CLIPTokenizer.Load(FixtureCases.PathOf("tiny-sd/tokenizer"));
        var encoder = new CLIPTextModel(CLIPTextConfig.Parse(FixtureCases.Text("tiny-sd/text_encoder/config.json")));
        ModuleWeights.Load(encoder, FixtureCases.PathOf("tiny-sd/text_encoder/model.safetensors"));
        return encoder.forward(stack(prompts.Select(prompt => tensor(tokenizer.Encode(prompt, tokenizer.MaxLength)))), null);
    }

    private static AutoencoderKL Autoencoder()
    {
        var model = new AutoencoderKL(AutoencoderKLConfig.Parse(FixtureCases.Text("tiny-sd/vae/config.json")));
        ModuleWeights.Load(model, FixtureCases.PathOf("tiny-sd/vae/diffusion_pytorch_model.safetensors"));
        return model;
    }

    private static UNet2DConditionModel UNet()
    {
        var model = new UNet2DConditionModel(UNetConfig.Parse(FixtureCases.Text("tiny-sd/unet/config.json")));
        ModuleWeights.Load(model, FixtureCases.PathOf("tiny-sd/unet/diffusion_pytorch_model.safetensors"));
        return model;
    }
}
