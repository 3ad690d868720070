using System.Buffers.Binary;
using System.Text;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Files as somebody chooses them in a browser.</summary>
internal static class Files
{
    private static readonly Lazy<string[]> Drawn = new(() =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "data"), "*.png", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) == "training").Order(StringComparer.Ordinal)]);

    /// <summary>Different good pictures of the repository.</summary>
    public static IEnumerable<FilePayload> Good(int count) => Drawn.Value.Take(count).Select((path, i) => Named($"good-{i}.png", File.ReadAllBytes(path)));

    /// <summary>Chooses files in a field of a page once it takes some.</summary>
    public static async Task ChooseFilesAsync(this IPage page, string field, params IEnumerable<FilePayload> files)
    {
        await page.WaitForSelectorAsync($"{field}:enabled", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.SetInputFilesAsync(field, files);
    }

    public static FilePayload Named(string name, byte[] content) => new() { Name = name, MimeType = "image/png", Buffer = content };

    /// <summary>A PNG whose header claims these sides.</summary>
    public static byte[] Claiming(uint side)
    {
        var file = First();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), side);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), side);
        return file;
    }

    /// <summary>A PNG that says that it is animated.</summary>
    public static byte[] Animated()
    {
        var file = First();
        return [.. file[..33], 0, 0, 0, 8, .. Encoding.ASCII.GetBytes("acTL"), .. new byte[12], .. file[33..]];
    }

    /// <summary>The beginning of a PNG.</summary>
    public static byte[] Cut() => First()[..^(First().Length / 2)];

    private static byte[] First() => File.ReadAllBytes(Drawn.Value[0]);
}
