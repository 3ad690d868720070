namespace ConceptHub.BlockLora;

/// <summary>A file of an export, made when its turn comes.</summary>
/// <param name="Path">Inside the folder or archive, with forward slashes.</param>
/// <param name="WriteTo">Writes the whole file, once; the stream need not seek and stays open.</param>
public sealed record ExportFile(string Path, Action<Stream> WriteTo)
{
    /// <summary>A small text in UTF-8.</summary>
    public static ExportFile OfText(string path, string text) => new(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes files one after another, then the receipt about them: <c>receipt.json</c> for programs, <c>receipt.txt</c> for people.</summary>
    /// <param name="create">Opens a place for the file of this path; closed before the next is opened.</param>
    public static void WriteAll(IEnumerable<ExportFile> files, ExportReceipt receipt, Func<string, Stream> create)
    {
        var written = new List<ReceiptFile>();
        foreach (var file in files)
        {
            using var stream = new HashedStream(create(file.Path));
            file.WriteTo(stream);
            written.Add(stream.Describe(file.Path));
        }

        var whole = receipt with { Files = written };
        foreach (var file in new[] { OfText("receipt.json", whole.ToJson()), OfText("receipt.txt", whole.ToText()) })
        {
            using var stream = create(file.Path);
            file.WriteTo(stream);
        }
    }
}
