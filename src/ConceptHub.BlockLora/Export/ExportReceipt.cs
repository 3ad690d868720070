using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConceptHub.BlockLora;

/// <summary>What an exported recipe holds, whose it is, and what may be done with it, so that anyone can check it against the files.</summary>
public sealed record ExportReceipt
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Title { get; init; }

    /// <summary>How it was written: <c>kohya</c>, <c>diffusers</c>, <c>peft</c> or <c>model</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Address of the saved recipe; null when it was never saved.</summary>
    public string? Recipe { get; init; }

    /// <summary>The program and its version.</summary>
    public required string Exporter { get; init; }

    /// <summary>Who asked for it; null when the program does not know.</summary>
    public string? ExportedBy { get; init; }
    public required DateTimeOffset Date { get; init; }

    /// <summary>SHA-256 of the base model's weights, hex, and of its block plan.</summary>
    public required string BaseModel { get; init; }
    public required string BlockPlan { get; init; }
    public required IReadOnlyList<ReceiptConcept> Concepts { get; init; }

    /// <summary>Sentences: what may be done with the result, and because of whom.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];

    /// <summary>Every file but the receipts.</summary>
    public IReadOnlyList<ReceiptFile> Files { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The same for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Line(text, $"{Title}");
        Line(text, $"Exported on {Date.UtcDateTime:d MMMM yyyy, HH:mm} UTC by {Exporter}{(ExportedBy is null ? "" : $" for {ExportedBy}")}, as {Format}.");
        if (Recipe is not null) Line(text, $"Recipe: {Recipe}");
        Line(text, $"Base model: {BaseModel}");
        Line(text, $"Block plan: {BlockPlan}");
        Line(text, $"\nCONCEPTS");
        foreach (var concept in Concepts) Add(text, concept);
        if (Terms.Count > 0) Line(text, $"\nWHAT MAY BE DONE WITH IT");
        foreach (var term in Terms) Line(text, $"- {term}");
        Line(text, $"\nFILES");
        foreach (var file in Files)
        {
            Line(text, $"- {file.Path}, {file.Bytes} bytes\n  SHA-256 {file.Sha256}");
            if (file.Tensors is not null) Line(text, $"  tensors {file.Tensors}");
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, ReceiptConcept concept)
    {
        Line(text, $"- {concept.Concept}{(concept.Version is { } version ? $", version {version}" : "")}{(concept.Author is null ? "" : $", by {concept.Author}")}: strength {concept.Strength}");
        Line(text, $"  write <{concept.TriggerWord.Trim('<', '>')}>; concept number {concept.ConceptNumber}, blocks {concept.Codeword}");
        Line(text, $"  adapter SHA-256 {concept.Sha256}");
        if (concept.Licence is { Length: > 0 } licence) Line(text, $"  licence: {licence}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

/// <summary>A concept's line of a receipt.</summary>
/// <param name="Sha256">Of the adapter file, lower-case hex.</param>
/// <param name="Codeword">The block of each site that the concept holds.</param>
public sealed record ReceiptConcept(string Concept, int? Version, string Sha256, float Strength, string? Licence, string? Author, string TriggerWord, int ConceptNumber, string Codeword)
{
    public static ReceiptConcept Of(ExportedConcept concept) => new(
        concept.Name, concept.Version, concept.AdapterHash, concept.Strength, concept.Licence, concept.Author,
        concept.Adapter.TriggerWord, concept.Adapter.ConceptNumber, concept.Adapter.Codeword.ToString());
}

/// <summary>A file's line of a receipt.</summary>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
/// <param name="Tensors">Of a safetensors file: SHA-256 over the tensors alone, as <c>modelspec.hash_sha256</c> has it; else null.</param>
public sealed record ReceiptFile(string Path, long Bytes, string Sha256, string? Tensors);
