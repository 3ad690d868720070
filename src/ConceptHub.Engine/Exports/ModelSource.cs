using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Engine;

/// <summary>A base model as other tools see it.</summary>
/// <param name="Folder">In the diffusers layout; only read.</param>
/// <param name="Architecture">The registered name (ModelSpec 1.0.1), as <c>stable-diffusion-v1</c>; null for a model that has none.</param>
public sealed record ModelSource(string Folder, string? Architecture)
{
    public static ModelSource Of(StableDiffusionModel model) => new(model.Folder, NameOf(model.UNet.Config, model.Scheduler.PredictionType));

    // A model of another width has no registered name.
    private static string? NameOf(UNetConfig unet, PredictionType prediction) => unet.BlockOutChannels[0] != 320 ? null : unet.CrossAttentionDim switch
    {
        768 => "stable-diffusion-v1",
        1024 when prediction is PredictionType.Velocity => "stable-diffusion-v2-768-v",
        1024 => "stable-diffusion-v2-512",
        _ => null,
    };
}
