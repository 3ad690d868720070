namespace ConceptHub.BlockLora.Tests.Loras;

/// <summary>A model of four layers, and LoRA files for it made tensor by tensor.</summary>
internal static class LoraFiles
{
    public const string Query = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    public const string Out = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0";
    public const string Convolution = "unet.mid_block.resnets.0.conv1";
    public const string TextQuery = "text_encoder.text_model.encoder.layers.0.self_attn.q_proj";

    public static readonly LoraTargets Targets = new([new(Query, [4, 6]), new(Out, [4, 4]), new(Convolution, [3, 2, 3, 3]), new(TextQuery, [5, 5])]);

    /// <summary>Numbers that tell where they stand.</summary>
    public static SafetensorsTensor Numbers(string name, params long[] shape)
    {
        var values = Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => i * 0.5f - name.Length).ToArray();
        return SafetensorsTensor.FromFloats(name, SafetensorsType.F32, shape, values);
    }

    public static SafetensorsTensor Number(string name, float value, SafetensorsType type = SafetensorsType.F32) => SafetensorsTensor.FromFloats(name, type, [], [value]);

    public static LoraReading Inspect(string? config, Dictionary<string, string>? metadata, params IEnumerable<SafetensorsTensor> tensors)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors], metadata);
        stream.Position = 0;
        return LoraFile.Inspect(stream, Targets, config);
    }

    public static OrdinaryLora Read(params IEnumerable<SafetensorsTensor> tensors) => Accepted(Inspect(null, null, tensors));

    public static OrdinaryLora Accepted(LoraReading reading) =>
        reading.Match(it => it.Lora, it => throw new Xunit.Sdk.XunitException(string.Join(' ', it.Problems.Select(p => p.Sentence))));

    public static IReadOnlyList<AdapterRefusal> Problems(LoraReading reading) => reading.Match(_ => [], it => it.Problems);
}
