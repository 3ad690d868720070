using ConceptHub.Diffusion.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>Multi-head attention with diffusers' names (attention_processor.py); self-attention when no context is given.</summary>
public sealed class Attention : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
{
    private readonly int _heads;
    [ComponentName(Name = "to_q")] private readonly AdaptableLinear _query;
    [ComponentName(Name = "to_k")] private readonly AdaptableLinear _key;
    [ComponentName(Name = "to_v")] private readonly AdaptableLinear _value;
    [ComponentName(Name = "to_out")] private readonly ModuleList<nn.Module<Tensor, Tensor>> _out;

    /// <param name="channels">A multiple of <paramref name="heads"/>.</param>
    /// <param name="contextChannels">Of what keys and values are made from.</param>
    public Attention(int channels, int contextChannels, int heads) : base(nameof(Attention))
    {
        _heads = heads;
        _query = new AdaptableLinear(channels, channels, bias: false);
        _key = new AdaptableLinear(contextChannels, channels, bias: false);
        _value = new AdaptableLinear(contextChannels, channels, bias: false);
        _out = new ModuleList<nn.Module<Tensor, Tensor>>(new AdaptableLinear(channels, channels, bias: true), nn.Identity());
        RegisterComponents();
    }

    /// <param name="hidden">[batch, tokens, channels].</param>
    /// <param name="context">[batch, words, contextChannels]; null attends to hidden itself.</param>
    /// <param name="bias">Added to the logits, [batch, 1, 1, words], or null.</param>
    /// <returns>Shape of hidden.</returns>
    public override Tensor forward(Tensor hidden, Tensor? context, Tensor? bias)
    {
        var (key, value) = Heard(context ?? hidden);
        return Mixed(hidden, key, value, bias);
    }

    /// <summary>Attends to what a transformer block hears of the text, which is computed once where the text keeps it.</summary>
    /// <param name="hidden">[batch, tokens, channels].</param>
    /// <param name="site">The block's.</param>
    /// <returns>Shape of hidden.</returns>
    public Tensor Hear(Tensor hidden, TextContext context, int site)
    {
        var isKept = context.Heard is not null && _key.Observer is null && _value.Observer is null;   // who observes wants every input
        var (key, value) = isKept ? context.Heard!.Of(this, () => Heard(context.At(site))) : Heard(context.At(site));
        return Mixed(hidden, key, value, context.Bias);
    }

    private (Tensor Key, Tensor Value) Heard(Tensor context) => (Split(_key.forward(context)), Split(_value.forward(context)));

    private Tensor Mixed(Tensor hidden, Tensor key, Tensor value, Tensor? bias)
    {
        var mixed = nn.functional.scaled_dot_product_attention(Split(_query.forward(hidden)), key, value, bias);   // [b, heads, tokens, channels/heads]
        return _out[0].forward(mixed.transpose(1, 2).flatten(2));                                                   // [b, tokens, channels]
    }

    private Tensor Split(Tensor x) => x.unflatten(2, [_heads, x.shape[2] / _heads]).transpose(1, 2);   // [b, heads, tokens, d]
}
