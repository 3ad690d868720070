namespace ConceptHub.Diffusion.Pipelines;

/// <summary>The sizes that a model can draw.</summary>
/// <param name="Step">Width and height are multiples of this many pixels: one latent pixel. The UNet takes odd latent sizes too.</param>
/// <param name="OwnWidth">What the model was trained at, in pixels.</param>
/// <param name="OwnHeight">What the model was trained at, in pixels.</param>
/// <param name="LongestEdge">In pixels.</param>
public sealed record PictureSizes(int Step, int OwnWidth, int OwnHeight, int LongestEdge)
{
    public bool Allows(int width, int height) => (width, height) == Nearest(width, height);

    /// <summary>The allowed size with the nearest edges.</summary>
    public (int Width, int Height) Nearest(int width, int height) => (Nearest(width), Nearest(height));

    /// <summary>The allowed size of about this shape whose shorter edge is the model's own: models repeat themselves on much larger canvases.</summary>
    public (int Width, int Height) Like(int width, int height)
    {
        var scale = (double)Math.Min(OwnWidth, OwnHeight) / Math.Min(width, height);
        return Nearest((int)Math.Round(Math.Min(width * scale, LongestEdge)), (int)Math.Round(Math.Min(height * scale, LongestEdge)));
    }

    private int Nearest(int pixels)
    {
        var most = LongestEdge / Step * Step;
        return Math.Clamp((int)Math.Min(((long)pixels + Step / 2) / Step * Step, most), Step, most);
    }
}
