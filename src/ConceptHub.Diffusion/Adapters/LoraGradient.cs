using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>How a loss changes with one module's matrices; shapes and order as in <see cref="LoraModule"/>.</summary>
public sealed record ModuleGradient(string Path, float[] Down, float[] Up);

/// <summary>
/// A loss and its gradients for the matrices of an ordinary LoRA. The network runs exactly as it draws, with the LoRA merged:
/// W = W0 + s · up · down, so with G the gradient of W, that of up is s · G · downᵀ and that of down is s · upᵀ · G. This holds for
/// every layer that can be merged, of UNet and text encoder, linear or convolution.
/// </summary>
public sealed record LoraGradient(float Loss, IReadOnlyList<ModuleGradient> Modules)
{
    /// <param name="loss">Runs the model and gives a scalar with gradient, float32.</param>
    /// <returns>The model is as before afterwards: nothing merged, nothing that asks for gradients.</returns>
    /// <exception cref="ArgumentException">The LoRA is of another base model.</exception>
    public static LoraGradient Of(StableDiffusionModel model, LoraPart part, Func<Tensor> loss)
    {
        var weights = part.Lora.Modules.Select(m => model.AdaptableWeights.ByPath[m.Path]).ToList();
        model.Merge.Apply([part]);
        try
        {
            foreach (var weight in weights) weight.requires_grad = true;
            return Measured(part, loss, [.. weights]);
        }
        finally
        {
            foreach (var weight in weights) weight.requires_grad = false;
            model.Merge.Clear();
        }
    }

    private static LoraGradient Measured(LoraPart part, Func<Tensor> loss, Tensor[] weights)
    {
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        var value = loss();
        var gradients = autograd.grad([value], weights, allow_unused: true);   // the loss need not reach the text encoder
        return new LoraGradient(value.item<float>(), [.. part.Lora.Modules.Zip(gradients, (module, gradient) => PulledBack(module, gradient, part.Strength))]);
    }

    private static ModuleGradient PulledBack(LoraModule module, Tensor gradient, float strength)
    {
        if (gradient.IsInvalid) return new ModuleGradient(module.Path, new float[module.Down.Length], new float[module.Up.Length]);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var whole = gradient.flatten(1).to(ScalarType.Float32);                                                     // [outputs, columns]
        var up = tensor(module.Up, [module.Up.Length / module.Rank, module.Rank], device: gradient.device);         // [outputs, rank]
        var down = tensor(module.Down, [module.Rank, module.Down.Length / module.Rank], device: gradient.device);   // [rank, columns]
        var scale = tensor(module.Scale * strength, device: gradient.device);
        return new ModuleGradient(module.Path, (up.t().mm(whole) * scale).ToValues<float>(), (whole.mm(down.t()) * scale).ToValues<float>());
    }
}
