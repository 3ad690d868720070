using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Engine;
using SkiaSharp;

namespace ConceptHub.Cli.Generate;

/// <summary>The picture that is drawn over.</summary>
internal static class StartPicture
{
    /// <summary>The settings with the picture, cut to the size that is drawn.</summary>
    /// <exception cref="CannotRunException">There is no such picture.</exception>
    public static GenerationSettings Over(TextToImagePipeline pipeline, GenerationSettings settings, FileInfo file)
    {
        if (!file.Exists) throw new CannotRunException($"The picture '{file}' does not exist.");
        using var codec = SKCodec.Create(file.FullName) ?? throw new CannotRunException($"'{file}' is no picture.");
        if (settings is { Width: 0, Height: 0 })
        {
            var (width, height) = pipeline.Sizes.Like(codec.Info.Width, codec.Info.Height);
            settings = settings with { Width = width, Height = height };
        }

        var sized = pipeline.Checked(settings);
        return sized with { StartPicture = PictureFile.Cover(File.ReadAllBytes(file.FullName), sized.Width, sized.Height) };
    }
}
