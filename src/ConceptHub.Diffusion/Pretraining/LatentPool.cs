using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Text;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Encoded pictures with their captions' token ids, from which batches are drawn. Pictures are endless, so the oldest are
/// replaced while the training runs: no picture is seen often enough to be learnt by heart.
/// </summary>
public sealed class LatentPool(IAutoencoder autoencoder, CLIPTokenizer tokenizer, Func<Random, CaptionedPicture> draw, int capacity, int words) : IDisposable
{
    private readonly long[] _ids = new long[capacity * words];
    private Tensor? _latents;
    private int _next;

    public int Count { get; private set; }

    /// <summary>Encodes <paramref name="count"/> new pictures over the oldest ones.</summary>
    public void Add(int count, Random random)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var pictures = Enumerable.Range(0, count).Select(_ => draw(random)).ToList();
        var latents = autoencoder.Encode(RgbImage.Stack([.. pictures.Select(p => p.Image)]));
        _latents ??= zeros([capacity, .. latents.shape[1..]]).DetachFromDisposeScope();
        for (var i = 0; i < count; i++)
        {
            _latents[_next].copy_(latents[i]);
            tokenizer.Encode(pictures[i].Caption, words).CopyTo(_ids, _next * words);
            _next = (_next + 1) % capacity;
            Count = Math.Min(capacity, Count + 1);
        }
    }

    /// <summary>Latents [batch, channels, h, w] and token ids [batch, words], both of the caller's scope.</summary>
    /// <param name="batch">Examples to draw, with replacement.</param>
    /// <param name="emptyShare">Share of captions replaced by the empty prompt, for classifier-free guidance (Ho and Salimans, arXiv:2207.12598).</param>
    /// <param name="random">Draws the examples.</param>
    public (Tensor Latents, Tensor Ids) Draw(int batch, double emptyShare, Random random)
    {
        var empty = tokenizer.Encode("", words);
        var chosen = Enumerable.Range(0, batch).Select(_ => random.Next(Count)).ToArray();
        var ids = new long[batch * words];
        for (var i = 0; i < batch; i++)
        {
            var source = random.NextDouble() < emptyShare ? empty.AsSpan() : _ids.AsSpan(chosen[i] * words, words);
            source.CopyTo(ids.AsSpan(i * words));
        }

        using var index = tensor(chosen.Select(c => (long)c).ToArray());
        return (_latents!.index_select(0, index), tensor(ids, [batch, words]));
    }

    public void Dispose() => _latents?.Dispose();
}
