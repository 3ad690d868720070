using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>What cross-attention attends to: the features of the prompts' words, and what called concepts add for single transformer blocks.</summary>
/// <param name="Words">[sites, batch, words, channels]; with one site, the same for all transformer blocks.</param>
/// <param name="Bias">Added to the attention logits, [batch, 1, 1 or pixels, words]: −∞ hides a word from a sample or pixel; null hides none.</param>
public sealed record TextContext(Tensor Words, Tensor? Bias = null)
{
    /// <summary>Where in the picture each word is heard, [batch, words, 4]: left, top, width, height in shares; null is everywhere.</summary>
    public Tensor? Regions { get; init; }

    /// <summary>Keeps what layers make of the words, as long as neither these nor the layers change; null keeps nothing.</summary>
    public HeardWords? Heard { get; init; }

    /// <summary>Samples.</summary>
    public long Batch => Words.shape[1];

    /// <summary>Text features [batch, words, channels], the same for all transformer blocks.</summary>
    public static implicit operator TextContext(Tensor features) => new(features.unsqueeze(0));

    /// <summary>What the transformer block of a site attends to, [batch, words, channels].</summary>
    public Tensor At(int site) => Words[Words.shape[0] == 1 ? 0 : site];

    /// <summary>For a map of this size, with its pixels row by row: words are hidden from the pixels outside of their regions. Each is heard by one pixel at least.</summary>
    public TextContext On(long height, long width)
    {
        if (Regions is not { } regions) return this;
        return new TextContext(Words, Heard?.Hidden(height, width, Hidden) ?? Hidden()) { Heard = Heard };

        Tensor Hidden()
        {
            var inside = Inside(regions, 0, width).unsqueeze(2).logical_and(Inside(regions, 1, height).unsqueeze(3));   // [batch, words, height, width]
            var hidden = zeros(inside.shape, device: Words.device).masked_fill(inside.logical_not(), float.NegativeInfinity).flatten(2).transpose(1, 2).unsqueeze(1);
            return Bias is null ? hidden : Bias + hidden;
        }
    }

    /// <summary>Some of the samples.</summary>
    public TextContext Narrow(long first, long count) => new(Words.narrow(1, first, count), Bias?.narrow(0, first, count)) { Regions = Regions?.narrow(0, first, count) };

    /// <summary>Each sample <paramref name="count"/> times, one beside the other.</summary>
    public TextContext Repeat(int count) => new(Words.repeat_interleave(count, 1), Bias?.repeat_interleave(count, 0)) { Regions = Regions?.repeat_interleave(count, 0) };

    /// <summary>All samples after each other. Those with fewer words get empty ones that nobody sees.</summary>
    public static TextContext Cat(params IReadOnlyList<TextContext> parts)
    {
        if (parts.Count == 1) return parts[0];
        var (sites, words) = (parts.Max(p => p.Words.shape[0]), parts.Max(p => p.Words.shape[2]));
        var isHiding = parts.Any(p => p.Bias is not null || p.Words.shape[2] < words);
        return new TextContext(cat([.. parts.Select(p => p.Filled(sites, words))], 1), isHiding ? cat([.. parts.Select(p => p.FilledBias(words))]) : null)
        {
            Regions = parts.Any(p => p.Regions is not null) ? cat([.. parts.Select(p => p.FilledRegions(words))]) : null,
        };
    }

    public TextContext DetachFromDisposeScope() => new(Words.DetachFromDisposeScope(), Bias?.DetachFromDisposeScope()) { Regions = Regions?.DetachFromDisposeScope() };

    public TextContext MoveToOuterDisposeScope() => new(Words.MoveToOuterDisposeScope(), Bias?.MoveToOuterDisposeScope()) { Regions = Regions?.MoveToOuterDisposeScope() };

    /// <summary>Whether the middle of each column (axis 0) or row (axis 1) lies in each word's region, [batch, words, count].</summary>
    private static Tensor Inside(Tensor regions, int axis, long count)
    {
        var (first, length) = (regions.select(2, axis).unsqueeze(2), regions.select(2, axis + 2).unsqueeze(2));
        var middles = (arange(count, float32, regions.device) + 0.5f) / count;
        return (middles - (first + length / 2)).abs() <= length.clamp_min(1.0 / count) / 2;
    }

    private Tensor Filled(long sites, long words)
    {
        var all = Words.expand(sites, -1, -1, -1);
        return all.shape[2] == words ? all : nn.functional.pad(all, [0, 0, 0, words - all.shape[2]]);
    }

    private Tensor FilledRegions(long words)
    {
        var (own, everywhere) = (Regions?.shape[1] ?? 0, tensor(new[] { 0f, 0, 1, 1 }, device: Words.device));
        var rest = everywhere.expand(Batch, words - own, 4);
        return Regions is null ? rest : cat([Regions, rest], 1);
    }

    private Tensor FilledBias(long words)
    {
        var own = Bias ?? zeros([Batch, 1, 1, Words.shape[2]], device: Words.device);
        return own.shape[3] == words ? own : nn.functional.pad(own, [0, words - own.shape[3]], value: double.NegativeInfinity);
    }
}
