using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>Runs another autoencoder over pictures one by one, each on a thread of a team where there is one and memory allows.</summary>
/// <param name="whole">Does the work; not owned.</param>
/// <param name="team">Not owned; null works on the caller's thread.</param>
/// <param name="mostPixels">Of all pictures that are worked on at once.</param>
internal sealed class SharedAutoencoder(IAutoencoder whole, PassTeam? team, long mostPixels) : IAutoencoder
{
    public int Factor => whole.Factor;

    public int LatentChannels => whole.LatentChannels;

    /// <inheritdoc/>
    public Tensor Encode(Tensor image) => Each(image, image.shape[2] * image.shape[3], whole.Encode);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents) => Each(latents, latents.shape[2] * latents.shape[3] * Factor * Factor, whole.Decode);

    public void Dispose()
    {
    }

    private Tensor Each(Tensor input, long pixels, Func<Tensor, Tensor> work)
    {
        if (input.shape[0] == 1) return work(input);
        var done = new Tensor?[input.shape[0]];
        try
        {
            var parts = (int)Math.Clamp(mostPixels / pixels, 1, Math.Min(team?.Threads ?? 1, done.Length));
            if (parts == 1) Do(0);
            else team!.Run(parts, Do);
            return cat([.. done.OfType<Tensor>()]);

            void Do(int part)
            {
                for (var i = part; i < done.Length; i += parts)
                {
                    using var off = inference_mode();
                    using var scope = NewDisposeScope();
                    done[i] = work(input.narrow(0, i, 1)).DetachFromDisposeScope();
                }
            }
        }
        finally
        {
            foreach (var own in done) own?.Dispose();
        }
    }
}
