using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Startup;

/// <summary>Looks every minute at the pictures of concepts that came lately, so that pages can show similar ones. Needs a base model with a model of pictures and sentences.</summary>
internal sealed class EmbeddingRounds(ConceptEmbeddings looks, PictureEmbeddings pictures, BaseModelGate gate, TimeProvider clock, ILogger<EmbeddingRounds> log) : Rounds(TimeSpan.FromMinutes(1), clock, log)
{
    // Some seconds of the device, shared with whoever draws.
    private const int Together = 32;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (gate.Current is not { Likeness: { } likeness } model) return;
        foreach (var unseen in await looks.UnseenAsync(model.Installed, likeness, Together, cancellation))
        {
            var look = await pictures.OfAsync([.. unseen.Pictures.Select(picture => new TrainPicture(picture.Blob, picture.Caption))], cancellation);
            await looks.KeepAsync(unseen.VersionId, likeness, look, cancellation);
        }
    }
}
