namespace ConceptHub.BlockLora;

/// <summary>
/// Writes concepts as one ordinary LoRA that tools without blocks can load (INTEROP.md 2, 3). Nothing is approximated: each concept
/// keeps its own rank columns, its <c>B</c> has zero rows outside its block, and concepts stand side by side along the rank axis, so
/// <c>up · down</c> is the sum that a merge makes. Strengths are in <c>up</c>; alpha is the rank, so the file's own scale is 1.
/// </summary>
public static class LoraExport
{
    /// <summary>Writes the weights, with the receipt in the metadata. The trigger words' vectors go to files of their own (<see cref="WriteEmbedding"/>).</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <exception cref="ArgumentException">No concepts, or one was trained for another plan.</exception>
    public static void Write(Stream stream, BlockPlan plan, IReadOnlyList<ExportedConcept> concepts, LoraExportOptions options)
    {
        if (concepts.Count == 0) throw new ArgumentException("There is nothing to export: the recipe has no concepts.", nameof(concepts));
        if (concepts.FirstOrDefault(c => c.Adapter.PlanHash != plan.Hash) is { } foreign)
            throw new ArgumentException($"'{foreign.Name}' was trained for another base model.", nameof(concepts));

        var tensors = SafetensorsWriter.InFileOrder(plan.Layers.SelectMany((_, layer) => Tensors(plan, layer, concepts, options)));
        SafetensorsWriter.Write(stream, tensors, LoraExportMetadata.Texts(plan, concepts, options, tensors));
    }

    /// <summary>The trigger word's vectors as a textual-inversion file: <c>emb_params</c> [tokens, width], as A1111, ComfyUI and diffusers read it.</summary>
    public static void WriteEmbedding(Stream stream, ConceptAdapter adapter)
    {
        var tokens = adapter.TokenEmbedding;
        SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloats("emb_params", SafetensorsType.F32, [tokens.Tokens, tokens.Width], tokens.Values)]);
    }

    /// <summary>The <c>adapter_config.json</c> that belongs beside a <see cref="LoraFormat.Peft"/> file.</summary>
    public static string PeftConfig(BlockPlan plan, IReadOnlyList<ExportedConcept> concepts) => LoraExportMetadata.PeftConfig(plan, concepts);

    /// <summary>Rank of a layer in the joined file: the ranks of all concepts together.</summary>
    internal static int Rank(IReadOnlyList<ExportedConcept> concepts, int layer) => concepts.Sum(c => c.Adapter.Layers[layer].Rank);

    private static IEnumerable<SafetensorsTensor> Tensors(BlockPlan plan, int layer, IReadOnlyList<ExportedConcept> concepts, LoraExportOptions options)
    {
        var (planned, rank) = (plan.Layers[layer], Rank(concepts, layer));
        var down = concepts.SelectMany(c => c.Adapter.Layers[layer].A).ToArray();   // [rank, inputs]
        var up = Up(plan, layer, concepts, rank);                                    // [outputs, rank]
        var (downName, upName) = Names(options.Format, planned.Name);
        yield return SafetensorsTensor.FromFloats(downName, options.Storage, [rank, planned.Inputs], down);
        yield return SafetensorsTensor.FromFloats(upName, options.Storage, [planned.Outputs, rank], up);
        if (options.Format == LoraFormat.Kohya) yield return SafetensorsTensor.FromFloats($"{KohyaModule(planned.Name)}.alpha", options.Storage, [], [rank]);
    }

    private static float[] Up(BlockPlan plan, int layer, IReadOnlyList<ExportedConcept> concepts, int rank)
    {
        var planned = plan.Layers[layer];
        var up = new float[planned.Outputs * rank];
        var column = 0;
        foreach (var (adapter, strength) in concepts.Select(c => (c.Adapter, c.Strength)))
        {
            var change = adapter.Layers[layer];
            var rows = plan.Rows(layer, adapter.Codeword);
            for (var row = 0; row < rows.End.Value - rows.Start.Value; row++)
                for (var r = 0; r < change.Rank; r++)
                    up[(rows.Start.Value + row) * rank + column + r] = change.B[row * change.Rank + r] * strength;
            column += change.Rank;
        }

        return up;
    }

    private static (string Down, string Up) Names(LoraFormat format, string layer) => format switch
    {
        LoraFormat.Kohya => ($"{KohyaModule(layer)}.lora_down.weight", $"{KohyaModule(layer)}.lora_up.weight"),
        LoraFormat.Diffusers => ($"unet.{layer}.lora_A.weight", $"unet.{layer}.lora_B.weight"),
        _ => ($"base_model.model.{layer}.lora_A.weight", $"base_model.model.{layer}.lora_B.weight"),
    };

    private static string KohyaModule(string layer) => LoraTargets.KohyaName(LoraTargets.UNet + layer);
}
