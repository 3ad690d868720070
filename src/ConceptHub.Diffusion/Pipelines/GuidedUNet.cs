using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>Classifier-free guidance (arXiv:2207.12598) in one pass: every latent with and without its prompt.</summary>
/// <param name="unet">Not owned.</param>
/// <param name="text">Text features of all latents; guided, of twice as many: all negative prompts before all positive.</param>
/// <param name="scale">Weight of the prompt against the negative prompt; ignored where there is none.</param>
internal sealed class GuidedUNet(UNet2DConditionModel unet, TextContext text, double scale)
{
    /// <param name="input">[latents, channels, h, w], scaled for the timestep.</param>
    /// <returns>What the UNet says of each, same shape.</returns>
    public Tensor Predict(Tensor input, float timestep)
    {
        var isGuided = text.Batch == 2 * input.shape[0];
        var times = full([text.Batch], timestep, device: input.device);
        var output = unet.forward(isGuided ? cat([input, input]) : input, times, text);
        if (!isGuided) return output;
        var halves = output.chunk(2);
        return halves[0] + (halves[1] - halves[0]) * scale;
    }
}
