using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Coordinates of a layer's inputs in which a change is learnt: of a change Ã in them the layer sees Ã <see cref="ToInputs"/>.</summary>
/// <param name="ToInputs">[inputs, inputs].</param>
/// <param name="FromInputs">[inputs, inputs]: gives of a change of the layer what of it these coordinates keep; the inverse of <see cref="ToInputs"/> where they keep all.</param>
public sealed record InputCoordinates(Tensor ToInputs, Tensor FromInputs) : IDisposable
{
    public void Dispose()
    {
        ToInputs.Dispose();
        FromInputs.Dispose();
    }
}
