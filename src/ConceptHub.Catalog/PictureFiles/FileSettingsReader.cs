namespace ConceptHub.Catalog;

/// <summary>
/// Finds out how a picture was made from what its file says: pictures of a hub exactly, those of A1111, Forge, Civitai, ComfyUI, SwarmUI,
/// InvokeAI and Fooocus as far as they say it. The file may be anything; it is never decoded.
/// </summary>
public static class FileSettingsReader
{
    private const int MostConcepts = 64;
    private const int MostFurther = 8;

    /// <param name="file">A whole PNG, JPEG or WebP, or anything else.</param>
    /// <returns>Null when it says nothing that is understood.</returns>
    public static FileSettings? Read(ReadOnlySpan<byte> file)
    {
        var texts = PictureTexts.Of(file);
        var found = Of(texts, PictureRecord.Keyword, PictureRecord.Read)
            ?? Of(texts, "invokeai_metadata", text => LooseJson.Object(text) is { } json ? OtherPrograms.Invoke(json) : null)
            ?? Of(texts, "parameters", text => Parameters(text, isCertain: true))
            ?? Of(texts, "prompt", text => LooseJson.Object(text) is { } json ? ComfyGraph.Read(json) : null)
            ?? Of(texts, "UserComment", text => Parameters(text, isCertain: false));
        return found is null ? null : found with { Concepts = [.. found.Concepts.Take(MostConcepts)], Further = [.. found.Further.Take(MostFurther)] };
    }

    private static FileSettings? Of(IReadOnlyList<PictureText> texts, string keyword, Func<string, FileSettings?> read) =>
        texts.Where(text => text.Keyword == keyword).Select(text => Tried(text.Text, read)).FirstOrDefault(settings => settings is not null);

    private static FileSettings? Tried(string text, Func<string, FileSettings?> read)
    {
        try
        {
            return read(text);
        }
        catch (InvalidOperationException)
        {
            return null; // JSON with half a surrogate pair: it is found only when the text is taken out
        }
    }

    // Several programs share the name: JSON is of those that have the mark, the rest is A1111's grammar.
    private static FileSettings? Parameters(string text, bool isCertain) => LooseJson.Object(text) is { } json
        ? OtherPrograms.Swarm(json) ?? OtherPrograms.Fooocus(json) ?? ComfyGraph.Read(json)
        : ParametersText.Read(text, isCertain);
}
