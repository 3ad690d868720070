using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Schedulers;

/// <summary>Options of diffusers' scheduler configs that the reference folder does not have.</summary>
public sealed class SchedulerConfigTests
{
    private static readonly SchedulerConfig Config = new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = "scaled_linear" };

    [Fact]
    public void Trained_betas_take_the_place_of_the_schedule()
    {
        using var noise = new NoiseSchedule(SchedulerConfig.Parse("""{"num_train_timesteps":3,"beta_schedule":"linear","trained_betas":[0.1,0.2,0.5]}"""));

        Assert.Equal([0.9, 0.72, 0.36], noise.CumulativeAlphas.Select(a => Math.Round(a, 12)));
    }

    [Theory]
    [InlineData("""{"trained_betas":[0.1,0.2]}""", "trained_betas")]
    [InlineData("""{"thresholding":true}""", "thresholding")]
    [InlineData("""{"algorithm_type":"sde-dpmsolver++"}""", "algorithm_type")]
    [InlineData("""{"solver_order":3}""", "solver_order")]
    [InlineData("""{"variance_type":"learned_range"}""", "variance_type")]
    [InlineData("""{"beta_schedule":"sigmoid"}""", "beta_schedule")]
    [InlineData("""{"sigma_max":80.0}""", "sigma_max")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"beta_start":"low"}""", "beta_start")]
    public void Options_without_a_scheduler_here_are_refused_by_name(string json, string name)
    {
        Assert.Contains(name, Assert.Throws<InvalidModelException>(() => SchedulerConfig.Parse(json)).Message);
    }

    [Theory]
    [InlineData("""{"_class_name":"DDIMScheduler"}""", true)]            // diffusers' own default
    [InlineData("""{"_class_name":"EulerDiscreteScheduler"}""", false)]  // has no such option
    [InlineData("""{"_class_name":"DDIMScheduler","clip_sample":false}""", false)]
    public void Clean_latents_are_clipped_only_where_a_config_means_it(string json, bool clips)
    {
        Assert.Equal(clips, SchedulerConfig.Parse(json).ClipSample);
    }

    [Fact]
    public void Clipped_lambdas_leave_the_noisiest_timesteps_out()
    {
        using var whole = Config.Create(SchedulerKind.DpmPlusPlus2M, 10);
        using var clipped = (Config with { LambdaMinClipped = 0 }).Create(SchedulerKind.DpmPlusPlus2M, 10);

        Assert.Equal(999, whole.Timesteps[0]);
        var sigma = ((DpmPlusPlus2MScheduler)clipped).Sigmas[0];
        Assert.InRange(sigma, 0.99, 1);   // log(signal / noise) = -log(sigma) is just above 0
    }

    /// <summary>The Heun form integrates a clean prediction that is linear in lambda exactly; the midpoint form does not.</summary>
    [Theory]
    [InlineData(true, 0, 1e-5)]
    [InlineData(false, 1e-3, 1)]
    public void Second_order_in_heuns_form_is_exact_for_a_linear_prediction(bool isHeun, double least, double most)
    {
        using var scope = NewDisposeScope();
        using var scheduler = (DpmPlusPlus2MScheduler)(Config with { PredictionType = PredictionType.Sample, IsHeun = isHeun }).Create(SchedulerKind.DpmPlusPlus2M, 8);
        double Lambda(int i) => -Math.Log(scheduler.Sigmas[i]);
        double Noise(int i) => scheduler.Sigmas[i] / Math.Sqrt(1 + scheduler.Sigmas[i] * scheduler.Sigmas[i]);
        var before = scheduler.Step(tensor((float)Lambda(0)).reshape(1), 0, ones(1), null);

        var after = scheduler.Step(tensor((float)Lambda(1)).reshape(1), 1, before, null).item<float>();

        // x_t = s_t/s_s x_s + s_t ∫ e^λ λ dλ, and the integral is e^λ (λ - 1).
        double Whole(int i) => Math.Exp(Lambda(i)) * (Lambda(i) - 1);
        var exact = Noise(2) / Noise(1) * before.item<float>() + Noise(2) * (Whole(2) - Whole(1));
        Assert.InRange(Math.Abs(after - exact), least, most);
    }

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Velocity)]
    public void Training_target_leads_back_to_the_clean_latent(PredictionType prediction)
    {
        using var scope = NewDisposeScope();
        using var schedule = new NoiseSchedule(Config with { PredictionType = prediction });
        var (x0, noise, t) = (FixtureCases.Tensor("train.x0"), FixtureCases.Tensor("train.noise"), FixtureCases.Tensor("train.timesteps"));

        var back = schedule.Clean(schedule.Target(x0, noise, t), schedule.AddNoise(x0, noise, t), t);

        Assert.True((back - x0).abs().max().item<float>() < 1e-4f);   // fp32 division by a small signal
    }
}
