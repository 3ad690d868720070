namespace ConceptHub.BlockLora;

/// <summary>The files of an exported LoRA: its weights, the settings that belong beside them, and the trigger words' vectors.</summary>
public static class LoraExportFiles
{
    /// <summary>What is written by <see cref="LoraExport"/>, under the names that tools look for.</summary>
    /// <param name="name">Of a kohya file, without ending; the others have names of their own.</param>
    /// <exception cref="ArgumentException">No concepts, or one was trained for another plan; thrown while writing.</exception>
    public static IReadOnlyList<ExportFile> Of(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts, LoraExportOptions options, string name)
    {
        var files = new List<ExportFile> { new(WeightsPath(options.Format, name), stream => LoraExport.Write(stream, plan, concepts, options)) };
        if (options.Format == LoraFormat.Peft) files.Add(ExportFile.OfText("adapter_config.json", LoraExport.PeftConfig(plan, concepts)));
        files.AddRange(concepts.Select(concept => new ExportFile($"embeddings/{FileName(concept.Adapter.TriggerWord)}.safetensors", stream => LoraExport.WriteEmbedding(stream, concept.Adapter))));
        return files;
    }

    /// <summary>Where the weights lie.</summary>
    public static string WeightsPath(LoraFormat format, string name) => format switch
    {
        LoraFormat.Kohya => $"{FileName(name)}.safetensors",
        LoraFormat.Diffusers => "pytorch_lora_weights.safetensors",
        _ => "adapter_model.safetensors",
    };

    // A trigger word comes out of a file; as a name it must not lead anywhere else.
    private static string FileName(string text) => new([.. text.Trim('<', '>').Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
}
