using System.Globalization;
using System.Text.Json;

namespace ConceptHub.BlockLora;

/// <summary>Writes the <c>blocklora.*</c>, <c>modelspec.*</c> and <c>ss_*</c> keys of an adapter file.</summary>
internal static class AdapterMetadataWriter
{
    // What we record in training, and the kohya key under which other tools look for it.
    private static readonly (string Ours, string Kohya)[] TrainingKeys =
    [
        ("steps", "ss_steps"), ("steps", "ss_max_train_steps"), ("seed", "ss_seed"), ("learning_rate", "ss_learning_rate"),
        ("pictures", "ss_num_train_images"), ("resolution", "ss_resolution"), ("optimizer", "ss_optimizer"),
    ];

    public static Dictionary<string, string> Texts(ConceptAdapter adapter, Codebook codebook, AdapterFileOptions options, string dataHash)
    {
        var texts = new Dictionary<string, string>
        {
            [AdapterMetadata.SchemeKey] = AdapterMetadata.Scheme,
            [AdapterMetadata.CodebookKey] = codebook.Id,
            [AdapterMetadata.NumberKey] = adapter.ConceptNumber.ToString(CultureInfo.InvariantCulture),
            [AdapterMetadata.CodewordKey] = adapter.Codeword.ToString(),
            [AdapterMetadata.BaseKey] = adapter.BaseModelHash,
            [AdapterMetadata.PlanKey] = adapter.PlanHash,
            [AdapterMetadata.TriggerKey] = adapter.TriggerWord,
            [AdapterMetadata.ClassKey] = adapter.ClassWord,
            [AdapterMetadata.KindKey] = AdapterMetadata.KindText(adapter.Kind),
            [AdapterMetadata.TrainingKey] = JsonSerializer.Serialize(new SortedDictionary<string, string>(adapter.Training.ToDictionary(), StringComparer.Ordinal)),
        };
        AddModelSpec(texts, adapter, options, dataHash);
        AddKohya(texts, adapter);
        return texts;
    }

    private static void AddModelSpec(Dictionary<string, string> texts, ConceptAdapter adapter, AdapterFileOptions options, string dataHash)
    {
        texts["modelspec.sai_model_spec"] = "1.0.1";
        texts["modelspec.implementation"] = "ConceptHub.BlockLora";
        texts["modelspec.title"] = options.Title ?? $"{adapter.TriggerWord} {adapter.ClassWord}";
        texts["modelspec.trigger_phrase"] = $"{adapter.TriggerWord} {adapter.ClassWord}";
        texts["modelspec.tags"] = AdapterMetadata.KindText(adapter.Kind);
        texts[TensorHash.Key] = dataHash;
        AddIfGiven("modelspec.architecture", options.Architecture);
        AddIfGiven("modelspec.author", options.Author);
        AddIfGiven("modelspec.description", options.Description);
        AddIfGiven("modelspec.license", options.License);
        AddIfGiven("modelspec.date", options.Date?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

        void AddIfGiven(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) texts[key] = value;
        }
    }

    private static void AddKohya(Dictionary<string, string> texts, ConceptAdapter adapter)
    {
        var rank = adapter.Layers.Max(layer => layer.Rank).ToString(CultureInfo.InvariantCulture);
        texts["ss_network_module"] = "concepthub.blocklora";
        texts["ss_network_dim"] = rank;
        texts["ss_network_alpha"] = rank; // alpha = rank is scale 1: the scale is in B
        texts["ss_output_name"] = adapter.TriggerWord;
        foreach (var (ours, kohya) in TrainingKeys)
            if (adapter.Training.TryGetValue(ours, out var value)) texts[kohya] = value;
    }
}
