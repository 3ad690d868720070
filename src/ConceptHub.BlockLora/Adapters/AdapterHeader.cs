namespace ConceptHub.BlockLora;

/// <summary>A line of a file's header, cut to a length that a page can show.</summary>
public sealed record HeaderText(string Name, string Value)
{
    /// <summary>Longest name and value; what is longer ends in an ellipsis.</summary>
    public const int Longest = 240;

    internal static HeaderText Of(string name, string value) => new(Cut(name), Cut(value));

    internal static string Cut(string text) => text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
}

/// <summary>What an adapter file says of itself: a stranger's words, text and nothing more.</summary>
public sealed record AdapterHeader
{
    /// <summary>Most lines of each list.</summary>
    public const int MostTexts = 100;

    /// <summary>The header's key that only a concept adapter has.</summary>
    public const string NumberKey = AdapterMetadata.NumberKey;

    private static readonly string[] Known =
    [
        AdapterMetadata.SchemeKey, AdapterMetadata.BaseKey, AdapterMetadata.PlanKey, AdapterMetadata.CodebookKey, AdapterMetadata.NumberKey,
        AdapterMetadata.CodewordKey, AdapterMetadata.TriggerKey, AdapterMetadata.ClassKey, AdapterMetadata.KindKey, AdapterMetadata.TrainingKey,
    ];

    /// <summary>Version of the format; each of these is null when the file does not say.</summary>
    public string? Format { get; init; }
    public string? BaseModel { get; init; }
    public string? Plan { get; init; }
    public string? Codebook { get; init; }
    public string? Number { get; init; }

    /// <summary>The block at each site, with commas between.</summary>
    public string? Blocks { get; init; }
    public string? Trigger { get; init; }
    public string? ClassWord { get; init; }
    public string? Kind { get; init; }

    /// <summary>How it was trained, by name.</summary>
    public IReadOnlyList<HeaderText> Training { get; init; } = [];

    /// <summary>All else that the header says, by name.</summary>
    public IReadOnlyList<HeaderText> Others { get; init; } = [];

    public static AdapterHeader Of(IReadOnlyDictionary<string, string> texts)
    {
        return new AdapterHeader
        {
            Format = Text(AdapterMetadata.SchemeKey),
            BaseModel = Text(AdapterMetadata.BaseKey),
            Plan = Text(AdapterMetadata.PlanKey),
            Codebook = Text(AdapterMetadata.CodebookKey),
            Number = Text(AdapterMetadata.NumberKey),
            Blocks = Text(AdapterMetadata.CodewordKey),
            Trigger = Text(AdapterMetadata.TriggerKey),
            ClassWord = Text(AdapterMetadata.ClassKey),
            Kind = Text(AdapterMetadata.KindKey),
            Training = Lines(AdapterMetadata.ParseTraining(texts.GetValueOrDefault(AdapterMetadata.TrainingKey) ?? "{}") ?? []),
            Others = Lines(texts.Where(text => !Known.Contains(text.Key))),
        };

        string? Text(string key) => texts.TryGetValue(key, out var text) ? HeaderText.Cut(text) : null;
    }

    private static List<HeaderText> Lines(IEnumerable<KeyValuePair<string, string>> texts) =>
        [.. texts.OrderBy(text => text.Key, StringComparer.Ordinal).Take(MostTexts).Select(text => HeaderText.Of(text.Key, text.Value))];
}
