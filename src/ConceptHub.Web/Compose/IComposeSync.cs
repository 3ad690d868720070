using ConceptHub.Catalog;

namespace ConceptHub.Web.Compose;

/// <summary>A picture that several watch.</summary>
/// <param name="Maker">Who ordered it, owns it, and may cancel it.</param>
public sealed record SharedJob(Guid JobId, Actor Maker);

/// <summary>Others who work on the same recipe at the same time. The desk calls all of it in its own turn.</summary>
public interface IComposeSync
{
    /// <summary>The picture that everybody watches, as of the last <see cref="Meet"/>; null before the first.</summary>
    SharedJob? Job { get; }

    /// <summary>Called on any thread when it is worth to meet.</summary>
    Func<Task>? OnNews { get; set; }

    /// <summary>Tells the others what changed in <paramref name="mine"/> since the last time, its job included, and brings what they changed.</summary>
    /// <returns>The same object when they changed nothing.</returns>
    ComposeState Meet(ComposeState mine);

    /// <summary>Asks for the turn to order a picture; whoever has it calls <see cref="Ordered"/>.</summary>
    /// <returns>False: somebody else was quicker.</returns>
    Task<bool> TryOrderAsync(ComposeState mine, CancellationToken cancellation);

    /// <summary>Gives the turn back, whatever came of it.</summary>
    void Ordered();
}
