namespace ConceptHub.Diffusion.Pipelines;

/// <summary>A part of a picture, in shares of its width and height from the top left corner.</summary>
public readonly record struct PictureBox(float Left, float Top, float Width, float Height)
{
    /// <summary>The smallest side: less is no place for anybody.</summary>
    public const float Least = 0.1f;

    public static PictureBox Whole { get; } = new(0, 0, 1, 1);

    public bool IsWhole => Width >= 0.999f && Height >= 0.999f;

    /// <summary>Whether it lies in the picture and is large enough.</summary>
    public bool IsGood => Left >= 0 && Top >= 0 && Width >= Least && Height >= Least && Left + Width <= 1.0001f && Top + Height <= 1.0001f;
}
