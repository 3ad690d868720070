using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>Pictures as the model sees them.</summary>
public static class EncodedPictures
{
    /// <summary>Latents [pictures, channels, h, w] on the CPU, in the caller's scope; everything on the way is freed.</summary>
    /// <param name="pictures">All of one size.</param>
    public static Tensor Of(StableDiffusionModel model, IReadOnlyList<RgbImage> pictures)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return model.Autoencoder.Encode(RgbImage.Stack(pictures, model.Device)).cpu().MoveToOuterDisposeScope();
    }
}
