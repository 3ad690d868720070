using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>Classifier-free guidance (arXiv:2207.12598).</summary>
internal static class Guidance
{
    /// <summary>What is taken for each latent's prediction.</summary>
    /// <param name="said">Of all latents with their negative prompts, then of all with their prompts, [2 · latents, channels, h, w].</param>
    /// <param name="scale">Weight of the prompt against the negative prompt.</param>
    /// <returns>[latents, channels, h, w], in the caller's scope.</returns>
    public static Tensor Of(Tensor said, double scale)
    {
        var halves = said.chunk(2);
        return halves[0] + (halves[1] - halves[0]) * scale;
    }
}
