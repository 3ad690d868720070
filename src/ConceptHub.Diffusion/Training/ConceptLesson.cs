using System.Globalization;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>Noisy samples of a concept; tensors [batch, channels, h, w], timesteps int64 [batch].</summary>
internal sealed record ConceptBatch(Tensor Latents, Tensor Noise, Tensor Noisy, Tensor Timesteps, IReadOnlyList<string> Captions);

/// <summary>What the model should say of a batch, shape of the latents, without gradient. No branch is attached while it is asked.</summary>
internal delegate Tensor ConceptTarget(ConceptBatch batch);

/// <summary>Where a concept's knowledge comes from: samples of it, and what a model that knows it says of them when noisy.</summary>
internal sealed class ConceptLesson(ConceptLatents latents, ConceptTarget target) : IDisposable
{
    public ConceptLatents Latents { get; } = latents;

    public ConceptTarget Target { get; } = target;

    /// <summary>For the adapter's record of its training.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>A member's pictures: the noise that was added is the truth.</summary>
    public static ConceptLesson FromPictures(StableDiffusionModel model, IReadOnlyList<TrainingPicture> pictures, int seed) =>
        new(ConceptLatents.Of(model, pictures, new Random(~seed)), batch => model.Noise.Target(batch.Latents, batch.Noise, batch.Timesteps))
        {
            Facts = new Dictionary<string, string> { ["pictures"] = pictures.Count.ToString(CultureInfo.InvariantCulture) },
        };

    public void Dispose() => Latents.Dispose();
}
