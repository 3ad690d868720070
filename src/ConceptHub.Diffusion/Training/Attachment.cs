namespace ConceptHub.Diffusion.Training;

/// <summary>Something attached to a model's layers until this is disposed.</summary>
internal sealed class Attachment(Action detach) : IDisposable
{
    public void Dispose() => detach();
}
