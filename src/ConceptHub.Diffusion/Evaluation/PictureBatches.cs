using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Draws many pictures at once, each with its own prompt and noise: same steps as the pipeline's, but through the UNet together, which
/// is several times faster on small models. Answers latents; judges look at those.
/// </summary>
/// <param name="model">Draws with whatever is merged.</param>
/// <param name="steps">Denoising steps of DPM++ 2M.</param>
/// <param name="guidanceScale">Weight of the prompt (arXiv:2207.12598), above 1.</param>
public sealed class PictureBatches(StableDiffusionModel model, int steps, float guidanceScale)
{
    private const int Together = 32;

    /// <param name="contexts">Text features of the pictures.</param>
    /// <param name="empty">Text features of the empty prompt.</param>
    /// <param name="noise">Unit normal, [pictures, channels, h, w].</param>
    /// <param name="drawn">Told after each batch how many pictures are done.</param>
    /// <returns>Clean latents, shape of <paramref name="noise"/>, in the caller's scope.</returns>
    public Tensor Draw(TextContext contexts, TextContext empty, Tensor noise, Action<int>? drawn, CancellationToken cancellation) =>
        Draw(contexts, empty, noise, null, drawn, cancellation);

    /// <summary>The same with a rim that stays as it is, of the shape of <paramref name="noise"/>.</summary>
    /// <param name="over">Clean latents of what is there, and what of them is drawn anew: 1, elsewhere 0.</param>
    public Tensor Draw(TextContext contexts, TextContext empty, Tensor noise, (Tensor Scene, Tensor Inner)? over, Action<int>? drawn, CancellationToken cancellation)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var batches = new List<Tensor>();
        for (var first = 0L; first < noise.shape[0]; first += Together)
        {
            var count = Math.Min(Together, noise.shape[0] - first);
            batches.Add(DrawBatch(contexts.Narrow(first, count), empty, noise.narrow(0, first, count), over is { } rim ? (rim.Scene.narrow(0, first, count), rim.Inner.narrow(0, first, count)) : null, cancellation));
            drawn?.Invoke((int)(first + count));
        }

        return cat(batches).MoveToOuterDisposeScope();
    }

    /// <summary>One picture's start noise, [1, channels, h, w]: it depends on the seed alone, never on the batch.</summary>
    public Tensor Noise(ulong seed)
    {
        using var generator = new Generator(seed);
        var side = model.UNet.Config.SampleSize;
        return randn([1, model.UNet.Config.InChannels, side, side], generator: generator).to(model.Device);
    }

    private Tensor DrawBatch(TextContext contexts, TextContext empty, Tensor noise, (Tensor Scene, Tensor Inner)? over, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var scheduler = model.Scheduler.Create("dpm++2m", steps);
        var both = TextContext.Cat(empty.Repeat((int)contexts.Batch), contexts);   // negative before positive
        var latents = over is { } start ? scheduler.AddNoise(start.Scene, noise, 0) : noise * tensor(scheduler.InitNoiseSigma);
        var guidance = tensor(guidanceScale);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var before = latents;
            latents = Step(scheduler, step, before, both, guidance);
            if (over is { } rim) latents = latents * rim.Inner + (step + 1 < steps ? scheduler.AddNoise(rim.Scene, noise, step + 1) : rim.Scene) * (1 - rim.Inner);
            before.Dispose();
        }

        return latents.MoveToOuterDisposeScope();
    }

    private Tensor Step(IScheduler scheduler, int step, Tensor latents, TextContext both, Tensor guidance)
    {
        using var scope = NewDisposeScope();
        var input = scheduler.ScaleModelInput(latents, step);
        var times = full([both.Batch], scheduler.Timesteps[step], device: model.Device);
        var halves = model.UNet.forward(cat([input, input]), times, both).chunk(2);
        return scheduler.Step(halves[0] + (halves[1] - halves[0]) * guidance, step, latents, null).MoveToOuterDisposeScope();
    }
}
