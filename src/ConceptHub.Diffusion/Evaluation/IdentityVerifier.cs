using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Says which of some concepts a picture shows, or none: what ArcFace is to faces (SCIENCE.md 4.4, E_id). It knows the concepts, so it
/// judges only and never takes part in a choice. Believe it as far as its own accuracy on fresh renders goes.
/// </summary>
public sealed class IdentityVerifier : IDisposable
{
    private const int Batch = 128, GarbageOneIn = 8;
    private readonly LatentNetwork _network;
    private readonly int _identities;

    /// <param name="channels">Of the latents.</param>
    public IdentityVerifier(int channels, int identities, int seed)
    {
        _identities = identities;
        using var generator = new Generator((ulong)seed);
        _network = new LatentNetwork(channels, identities + 1, generator);
    }

    /// <summary>Learns from pictures of the concepts and of anything else.</summary>
    /// <param name="latents">[pictures, channels, h, w].</param>
    /// <param name="labels">For each picture the concept's index, or the number of concepts for none of them.</param>
    public void Train(Tensor latents, IReadOnlyList<int> labels, int steps, int seed, IProgress<JudgeStep>? progress, CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)seed);
        using var answers = tensor(labels.Select(l => (long)l).ToArray());
        _network.train();
        JudgeTraining.Run(_network.parameters(), labels.Count, Batch, steps, seed, chosen =>
        {
            var pictures = JudgeTraining.Disturbed(latents.index_select(0, chosen), generator);
            var garbage = Garbage(pictures.narrow(0, 0, Batch / GarbageOneIn), generator);
            var none = full([garbage.shape[0]], (long)_identities, dtype: ScalarType.Int64);
            return nn.functional.cross_entropy(_network.forward(cat([pictures, garbage])), cat([answers.index_select(0, chosen), none]));
        }, progress, cancellation);
        _network.eval();
    }

    /// <summary>log p of each concept and, last, of none; [pictures, identities + 1], in the caller's scope.</summary>
    /// <param name="latents">[pictures, channels, h, w].</param>
    public Tensor LogProbabilities(Tensor latents)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return nn.functional.log_softmax(_network.forward(latents.cpu()), 1).MoveToOuterDisposeScope();
    }

    public void Save(string path) => ModuleWeights.Save(_network, path, BlockLora.SafetensorsType.F16);

    /// <exception cref="InvalidModelException">The file is missing, broken, or of other concepts.</exception>
    public void Load(string path)
    {
        ModuleWeights.Load(_network, path);
        _network.eval();
    }

    public void Dispose() => _network.Dispose();

    // Pictures that fell apart show nobody: strong noise, or the parts of two pictures.
    private static Tensor Garbage(Tensor pictures, Generator generator)
    {
        var half = pictures.shape[0] / 2;
        var noisy = pictures.narrow(0, 0, half) * 0.3f + randn(pictures.narrow(0, 0, half).shape, generator: generator) * pictures.std();
        var (first, second) = (pictures.narrow(0, 0, half), pictures.narrow(0, half, half));
        var mixed = where(rand([half, 1, pictures.shape[2], pictures.shape[3]], generator: generator) < 0.5f, first, second);
        return cat([noisy, mixed]);
    }
}
