using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConceptHub.BlockLora;

/// <summary>What an exported file says of itself: <c>modelspec.*</c>, <c>ss_*</c>, and our own receipt of what was merged (INTEROP.md 5).</summary>
internal static class LoraExportMetadata
{
    private const string ReceiptKey = "blocklora.receipt", DiffusersConfigKey = "lora_adapter_metadata";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Dictionary<string, string> Texts(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts, LoraExportOptions options, IReadOnlyList<SafetensorsTensor> inFileOrder)
    {
        var title = options.Title ?? string.Join(" + ", concepts.Select(c => c.Name));
        var rank = Enumerable.Range(0, plan.Layers.Count).Max(layer => LoraExport.Rank(concepts, layer)).ToString(CultureInfo.InvariantCulture);
        var triggers = string.Join(", ", concepts.Select(c => $"<{c.Adapter.TriggerWord}> {c.Adapter.ClassWord}"));
        var texts = new Dictionary<string, string>
        {
            ["modelspec.sai_model_spec"] = "1.0.1",
            ["modelspec.implementation"] = "ConceptHub.BlockLora",
            ["modelspec.title"] = title,
            ["modelspec.trigger_phrase"] = triggers,
            [TensorHash.Key] = TensorHash.Of(inFileOrder),
            ["ss_network_module"] = "networks.lora",
            ["ss_network_dim"] = rank,
            ["ss_network_alpha"] = rank,
            ["ss_output_name"] = title,
            ["ss_training_comment"] = $"Trigger words: {triggers}. Their vectors are in embedding files of their own.",
            ["blocklora.scheme"] = "export-1",
            ["blocklora.blocks"] = plan.Blocks.ToString(CultureInfo.InvariantCulture),
            ["blocklora.base"] = plan.BaseModelHash,
            ["blocklora.plan"] = plan.Hash,
            [ReceiptKey] = Receipt(concepts),
        };
        if (concepts.Count > 1) texts["modelspec.merged_from"] = string.Join(", ", concepts.Select(c => c.Name.Replace(',', ' ')));
        if (Licences(concepts) is { Length: > 0 } licences) texts["modelspec.license"] = licences;
        if (options.Architecture is { } architecture) AddArchitecture(texts, architecture);
        if (options.Date is { } date) texts["modelspec.date"] = date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (options.Format == LoraFormat.Diffusers) texts[DiffusersConfigKey] = DiffusersConfig(plan, concepts);
        return texts;
    }

    public static string PeftConfig(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts) => JsonSerializer.Serialize(Config(plan, concepts), new JsonSerializerOptions { WriteIndented = true });

    // diffusers (loaders/lora_base.py) prefixes each key with the component it is for.
    private static string DiffusersConfig(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts) =>
        JsonSerializer.Serialize(Config(plan, concepts).ToDictionary(it => $"unet.{it.Key}", it => it.Value), Json);

    private static Dictionary<string, object?> Config(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts)
    {
        var ranks = plan.Layers.Select((layer, i) => (layer.Name, Rank: LoraExport.Rank(concepts, i))).ToList();
        var usual = ranks.GroupBy(it => it.Rank).MaxBy(g => g.Count())!.Key;
        var others = ranks.Where(it => it.Rank != usual).ToDictionary(it => it.Name, it => it.Rank);
        return new()
        {
            ["peft_type"] = "LORA",
            ["r"] = usual,
            ["lora_alpha"] = usual,
            ["rank_pattern"] = others,
            ["alpha_pattern"] = others,
            ["target_modules"] = ranks.Select(it => it.Name).ToList(),
            ["bias"] = "none",
            ["lora_dropout"] = 0.0,
            ["use_rslora"] = false,
            ["use_dora"] = false,
            ["inference_mode"] = true,
            ["base_model_name_or_path"] = null,
            ["task_type"] = null,
        };
    }

    private static string Receipt(IReadOnlyList<ExportedConcept> concepts) => JsonSerializer.Serialize(concepts.Select(ReceiptConcept.Of), Json);

    private static string Licences(IReadOnlyList<ExportedConcept> concepts) =>
        string.Join("; ", concepts.Where(c => c.Licence is { Length: > 0 }).GroupBy(c => c.Licence).Select(g => concepts.Count == 1 ? g.Key! : $"{g.Key} ({string.Join(", ", g.Select(c => c.Name))})"));

    // A1111 tells the family of a file from these two alone (INTEROP.md 4).
    private static void AddArchitecture(Dictionary<string, string> texts, string architecture)
    {
        texts["modelspec.architecture"] = $"{architecture}/lora";
        var isSecond = architecture.StartsWith("stable-diffusion-v2", StringComparison.Ordinal);
        texts["ss_base_model_version"] = isSecond ? "sd_v2" : "sd_v1";
        texts["ss_v2"] = isSecond ? "True" : "False";
    }
}
