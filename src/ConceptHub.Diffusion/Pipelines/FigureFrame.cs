using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>The part of a scene in which a figure is drawn by itself, and what of it is shown; pixels from the top left corner.</summary>
/// <param name="Left">May lie outside of the picture, as the others: a figure at the side needs room around it.</param>
/// <param name="Shown">What goes into the scene, within the frame and the picture.</param>
/// <param name="StandsOnEdge">Whether the figure goes on below the picture's lower edge, so that its own lower edge is no seam.</param>
public sealed record FigureFrame(int Left, int Top, int Width, int Height, (int Left, int Top, int Right, int Bottom) Shown, bool StandsOnEdge)
{
    // Pictures of one concept leave about a fifth of their width free around it.
    private const double Room = 1.24;

    /// <summary>Share of the frame's width in which it goes over into the scene.</summary>
    private const double Soft = 0.1;

    /// <summary>The frame of a figure that shall fill a box, standing on its lower edge.</summary>
    /// <param name="others">Boxes of other figures, into which it does not reach.</param>
    /// <param name="width">Of the picture, as <paramref name="height"/>.</param>
    /// <param name="sizes">Of the model; the frame has the shape of its own size.</param>
    public static FigureFrame Of(PictureBox box, IReadOnlyList<PictureBox> others, int width, int height, PictureSizes sizes)
    {
        var (ownWidth, ownHeight) = (sizes.OwnWidth, sizes.OwnHeight);
        var scale = Math.Min(Room * Math.Min(box.Width * width / ownWidth, box.Height * height / ownHeight), Math.Min((double)width / ownWidth, (double)height / ownHeight));
        var (wide, tall) = ((int)Math.Round(ownWidth * scale), (int)Math.Round(ownHeight * scale));
        var bottom = (int)Math.Round((box.Top + box.Height) * height);
        var (left, top) = ((int)Math.Round((box.Left + box.Width / 2) * width - wide / 2.0), bottom - tall);
        var shown = (Left: Math.Max(0, left), Top: Math.Max(0, top), Right: Math.Min(width, left + wide), Bottom: bottom);
        foreach (var other in others) shown = Beside(shown, other, (box.Left + box.Width / 2) * width, width, height);
        return new FigureFrame(left, top, wide, tall, shown, bottom >= height - 1);
    }

    /// <summary>A box of the picture as it is in the frame; null where they do not meet.</summary>
    internal PictureBox? Inside(PictureBox box, int width, int height)
    {
        var (left, right) = Along(box.Left, box.Width, width, Left, Width);
        var (top, bottom) = Along(box.Top, box.Height, height, Top, Height);
        return right > left && bottom > top ? new PictureBox(left, top, right - left, bottom - top) : null;

        // What reaches the picture's edge goes on beyond it, as the scene does.
        static (float First, float Last) Along(float first, float length, int pixels, int start, int size) =>
            (first <= 0 ? 0 : Math.Clamp((first * pixels - start) / size, 0, 1), first + length >= 0.999f ? 1 : Math.Clamp(((first + length) * pixels - start) / size, 0, 1));
    }

    /// <summary>The frame's part of a scene at the model's own size; beyond the picture its edge goes on.</summary>
    /// <param name="scene">[1, 3, height, width].</param>
    /// <returns>[1, 3, own height, own width], in the caller's scope.</returns>
    public Tensor Cut(Tensor scene, int ownWidth, int ownHeight)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (scene.shape[2], scene.shape[3]);
        var (left, top) = (Math.Max(0, -Left), Math.Max(0, -Top));
        var padded = nn.functional.pad(scene, [left, Math.Max(0, Left + Width - width), top, Math.Max(0, Top + Height - height)], PaddingModes.Replicate);
        var part = padded.narrow(3, Left + left, Width).narrow(2, Top + top, Height);
        return nn.functional.interpolate(part, [ownHeight, ownWidth], mode: InterpolationMode.Bilinear, align_corners: false, antialias: Width > ownWidth).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the drawn frame into a picture, softly at its sides.</summary>
    /// <param name="picture">[1, 3, height, width]; changed.</param>
    /// <param name="drawn">[1, 3, own height, own width].</param>
    public void Paste(Tensor picture, Tensor drawn)
    {
        using var scope = NewDisposeScope();
        var (wide, tall) = (Shown.Right - Shown.Left, Shown.Bottom - Shown.Top);
        if (wide < 1 || tall < 1) return;
        var small = nn.functional.interpolate(drawn, [Height, Width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        var fresh = small.narrow(3, Shown.Left - Left, wide).narrow(2, Shown.Top - Top, tall);
        var place = picture.narrow(3, Shown.Left, wide).narrow(2, Shown.Top, tall);
        var (x, y) = (arange(wide, float32, picture.device) + 0.5f, arange(tall, float32, picture.device) + 0.5f);
        var fromSide = minimum(x, wide - x).unsqueeze(0);
        var fromEnd = (StandsOnEdge ? y : minimum(y, tall - y)).unsqueeze(1);
        var share = minimum(fromSide, fromEnd).div(Math.Max(1, Soft * Width)).clamp(0, 1);
        place.copy_(place + (fresh - place) * share);
    }

    /// <summary>What of a frame's latents is drawn anew, [1, 1, h, w]: 1, and at its rim 0, where the scene stays.</summary>
    /// <returns>In the caller's scope.</returns>
    public Tensor Inner(long height, long width, Device device)
    {
        var inner = ones([1, 1, height, width], device: device);
        var (side, end) = (Math.Max(1, width / 8), Math.Max(1, height / 8));
        inner.narrow(3, 0, side).zero_();
        inner.narrow(3, width - side, side).zero_();
        inner.narrow(2, 0, end).zero_();
        if (!StandsOnEdge) inner.narrow(2, height - end, end).zero_();
        return inner;
    }

    // Gives up the side that costs least.
    private static (int Left, int Top, int Right, int Bottom) Beside((int Left, int Top, int Right, int Bottom) shown, PictureBox other, double middle, int width, int height)
    {
        var (left, top, right, bottom) = ((int)Math.Round(other.Left * width), (int)Math.Round(other.Top * height), (int)Math.Round((other.Left + other.Width) * width), (int)Math.Round((other.Top + other.Height) * height));
        if (left >= shown.Right || right <= shown.Left || top >= shown.Bottom || bottom <= shown.Top) return shown;
        var cuts = new[] { shown with { Left = right }, shown with { Right = left }, shown with { Top = bottom }, shown with { Bottom = top } };
        var y = (shown.Top + shown.Bottom) / 2.0;
        return cuts.Where(cut => cut.Left <= middle && middle <= cut.Right && cut.Top <= y && y <= cut.Bottom)
            .DefaultIfEmpty(shown).MaxBy(cut => (long)(cut.Right - cut.Left) * (cut.Bottom - cut.Top));
    }
}
