using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConceptHub.BlockLora;

/// <summary>What a LoRA is, for whoever brings it: from its tensors, but for what is said to be from its maker.</summary>
public sealed partial record LoraFacts
{
    private const int LongestText = 80;

    public required LoraGrammar Grammar { get; init; }

    /// <summary>Changed layers, all components together.</summary>
    public required int Layers { get; init; }

    /// <summary>How many of <see cref="Layers"/> are the text encoder's.</summary>
    public required int TextLayers { get; init; }

    /// <summary>How many of <see cref="Layers"/> are convolutions.</summary>
    public required int Convolutions { get; init; }
    public required int LowestRank { get; init; }
    public required int HighestRank { get; init; }

    /// <summary>PEFT keeps alpha in a file beside the tensors; without it, alpha is taken to be the rank.</summary>
    public bool IsScaleAssumed { get; init; }

    /// <summary>Its maker's title; null without.</summary>
    public string? Title { get; init; }

    /// <summary>What its maker's prompts call the concept, for example <c>ohwx woman</c>; null when the file does not say.</summary>
    public string? Phrase { get; init; }

    public static LoraFacts Of(OrdinaryLora lora) => new()
    {
        Grammar = lora.Grammar,
        Layers = lora.Modules.Count,
        TextLayers = lora.Modules.Count(module => module.Path.StartsWith(LoraTargets.TextEncoder, StringComparison.Ordinal)),
        Convolutions = lora.Modules.Count(module => module.WeightShape.Count > 2),
        LowestRank = lora.Modules.Min(module => module.Rank),
        HighestRank = lora.Modules.Max(module => module.Rank),
        IsScaleAssumed = lora.Grammar is LoraGrammar.Peft && !lora.Metadata.ContainsKey(PeftConfig.MetadataKey) && lora.Modules.All(module => module.Scale == 1),
        Title = Text(lora.Metadata, "modelspec.title") ?? Text(lora.Metadata, "ss_output_name"),
        Phrase = Text(lora.Metadata, "modelspec.trigger_phrase") ?? DataSetPhrase(lora.Metadata, "ss_dataset_dirs") ?? DataSetPhrase(lora.Metadata, "ss_tag_frequency"),
    };

    private static string? Text(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key)?.Trim() is { Length: > 0 and <= LongestText } text && text != "None" ? text : null;

    // kohya's scripts name folders "10_ohwx woman": repeats, then the words; both keys map such names to something.
    private static string? DataSetPhrase(IReadOnlyDictionary<string, string> metadata, string key)
    {
        if (!metadata.TryGetValue(key, out var json)) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } folders) return null;
            return folders.EnumerateObject().Select(folder => Folder().Match(folder.Name)).FirstOrDefault(match => match.Success)?.Groups["words"].Value;
        }
        catch (JsonException)
        {
            return null;   // a stranger's words, and only a suggestion
        }
    }

    [GeneratedRegex(@"^\d{1,5}_(?<words>[^\p{C}]{1,80})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Folder();
}
