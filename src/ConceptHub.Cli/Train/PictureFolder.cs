using System.Text.Json;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Training;
using ConceptHub.Engine;
using SkiaSharp;

namespace ConceptHub.Cli.Train;

/// <summary>A folder of training pictures: PNG, JPEG or WebP files and, when wanted, <c>captions.json</c> with {file: caption}.</summary>
internal static class PictureFolder
{
    private const int Fewest = 3, Most = 30;
    private const int ShortestSide = 64, LongestSide = 8192;
    private const long MostBytes = 10 << 20, MostPixels = 40_000_000;
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Reads all pictures in the order of their names, cut to the model's size.</summary>
    /// <param name="caption">Turns a caption from the file, or an empty one, into one with the trigger word.</param>
    /// <exception cref="CannotRunException">Too few or too many pictures, or captions.json is no map of texts.</exception>
    /// <exception cref="WorkFailedException">A picture cannot be used; names it.</exception>
    public static IReadOnlyList<TrainingPicture> Read(DirectoryInfo folder, int widthPixels, int heightPixels, Func<string, string> caption)
    {
        var files = folder.EnumerateFiles().Where(f => Endings.Contains(f.Extension, StringComparer.OrdinalIgnoreCase)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        if (files.Count is < Fewest or > Most) throw new CannotRunException($"'{folder}' holds {files.Count} pictures (PNG, JPEG, WebP); a concept needs {Fewest} to {Most}.");
        var captions = Captions(folder, files);
        return [.. files.Select(file =>
        {
            if (Problem(file) is { } problem) throw new WorkFailedException($"{file.Name} {problem}");
            return new TrainingPicture(PictureFile.Cover(File.ReadAllBytes(file.FullName), widthPixels, heightPixels), caption(captions.GetValueOrDefault(file.Name, "")));
        })];
    }

    private static Dictionary<string, string> Captions(DirectoryInfo folder, List<FileInfo> files)
    {
        var path = Path.Combine(folder.FullName, "captions.json");
        if (!File.Exists(path)) return [];
        try
        {
            var captions = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            foreach (var stray in captions.Keys.Except(files.Select(f => f.Name))) Work.Warn($"captions.json names '{stray}', which is no picture in the folder.");
            return captions;
        }
        catch (JsonException fault)
        {
            throw new CannotRunException($"{path} is not the expected map from file to caption: {fault.Message}");
        }
    }

    // The header is judged before pixels are decoded, so that a small file cannot claim gigabytes.
    private static string? Problem(FileInfo file)
    {
        if (file.Length > MostBytes) return "is larger than 10 MB.";
        using var codec = SKCodec.Create(file.FullName);
        if (codec is null) return "is no picture, or is damaged.";
        if (codec.FrameCount > 1) return "is animated; please give a still picture.";
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (Math.Min(width, height) < ShortestSide) return $"is {width} x {height} pixels; at least {ShortestSide} on each side are needed.";
        if (Math.Max(width, height) > LongestSide || (long)width * height > MostPixels) return $"is {width} x {height} pixels; at most {LongestSide} on a side and 40 megapixels are accepted.";
        return null;
    }
}
