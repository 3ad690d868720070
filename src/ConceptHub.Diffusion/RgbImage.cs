using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion;

/// <summary>A picture: RGB, 8 bits a channel, row-major, three bytes a pixel.</summary>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>[1, 3, height, width] in [-1, 1], float32.</summary>
    public Tensor ToTensor(Device? device = null) => Stack([this], device);

    /// <summary>[pictures, 3, height, width] in [-1, 1], float32. All pictures have one size.</summary>
    public static Tensor Stack(IReadOnlyList<RgbImage> pictures, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var bytes = new byte[pictures.Count * width * height * 3];
        for (var i = 0; i < pictures.Count; i++) pictures[i].Pixels.CopyTo(bytes, i * width * height * 3);
        var pixels = tensor(bytes, [pictures.Count, height, width, 3], dtype: ScalarType.Byte);
        // The axes are permuted, not copied: this memory order (channels last) spares oneDNN a reordering around every convolution.
        return pixels.to(device ?? CPU).to(float32).div_(127.5f).sub_(1).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The pictures in [count, 3, height, width]; values outside [-1, 1] are clipped.</summary>
    public static IReadOnlyList<RgbImage> FromTensor(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var bytes = pictures.detach().add(1).mul_(127.5f).round_().clamp_(0, 255).to(ScalarType.Byte)
            .permute(0, 2, 3, 1);   // [count, height, width, 3]
        var (height, width) = ((int)bytes.shape[1], (int)bytes.shape[2]);
        return [.. bytes.ToValues<byte>().Chunk(height * width * 3).Select(pixels => new RgbImage(width, height, pixels))];
    }
}
