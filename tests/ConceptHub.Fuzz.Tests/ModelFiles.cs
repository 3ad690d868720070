using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ConceptHub.BlockLora;
using ConceptHub.Web.Tests;

namespace ConceptHub.Fuzz.Tests;

/// <summary>Safetensors files, LoRAs and adapters, sound ones to begin with.</summary>
internal static class ModelFiles
{
    private static readonly string[] Types = ["F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U8", "BOOL", "F8_E4M3", "F128", "f32", ""];

    private static readonly string[] Modules =
    [
        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", "base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q",
        "mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q", "lora_te_text_model_encoder_layers_0_mlp_fc1", "lora_te1_text_model_encoder_layers_0_mlp_fc1", "unet.conv_in", "",
    ];

    private static readonly string[] Parts =
    [
        ".lora_down.weight", ".lora_up.weight", ".alpha", ".lora_A.weight", ".lora_B.weight", ".lora_A.default.weight", ".lora_B.default.weight", "_lora.down.weight", "_lora.up.weight", ".lora.down.weight", ".lora.up.weight",
        ".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight", ".lora_mid.weight", ".dora_scale", ".hada_w1_a", ".lokr_w1", ".diff", ".lora_B.bias", "",
    ];

    public static LoraTargets Targets { get; } = new(
    [
        new LoraTarget("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", [8, 4]), new LoraTarget("unet.conv_in", [8, 4, 3, 3]),
        new LoraTarget("text_encoder.text_model.encoder.layers.0.mlp.fc1", [8, 4]),
    ]);

    private static readonly byte[] Adapter = Written();

    /// <summary>Some tensors with sound offsets, some metadata; then header or bytes are changed.</summary>
    public static byte[] Safetensors(Random random)
    {
        var header = new StringBuilder("{");
        if (random.Next(2) == 0) header.Append("\"__metadata__\":{\"format\":\"pt\",\"name\":\"é\"},");
        var end = 0L;
        for (var tensors = random.Next(random.Next(40) == 0 ? 400 : 6); tensors > 0; tensors--) end = Describe(random, header, $"t{tensors}", Types[random.Next(random.Next(3) == 0 ? Types.Length : 3)], [random.Next(5), random.Next(5)], end);
        return Changed(random, header.ToString().TrimEnd(',') + "}", new byte[end]);
    }

    /// <summary>Pairs under names of every grammar, with alphas and a config; then as above.</summary>
    public static byte[] Lora(Random random)
    {
        var header = new StringBuilder("{");
        if (random.Next(3) == 0) header.Append(CultureInfo.InvariantCulture, $"\"__metadata__\":{{\"ss_network_alpha\":\"{Mutation.Number(random)}\",\"lora_adapter_metadata\":\"{Config(random).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"}},");
        var end = 0L;
        for (var modules = random.Next(1, 4); modules > 0; modules--)
        {
            var module = Modules[random.Next(Modules.Length)];
            var (down, up) = random.Next(4) == 0 ? (Parts[random.Next(Parts.Length)], Parts[random.Next(Parts.Length)]) : (Parts[0], Parts[1]);
            var rank = random.Next(4);
            var kernel = module.EndsWith("conv_in", StringComparison.Ordinal);
            end = Describe(random, header, module + down, "F32", kernel ? [rank, 4, 3, 3] : [rank, 4], end);
            end = Describe(random, header, module + up, "F32", kernel ? [8, rank, 1, 1] : [8, rank], end);
            if (random.Next(2) == 0) end = Describe(random, header, module + ".alpha", "F32", [], end);
        }

        return Changed(random, header.ToString().TrimEnd(',') + "}", Floats(random, end));
    }

    /// <summary>A sound adapter whose header or bytes are changed.</summary>
    public static byte[] ConceptAdapter(Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(Adapter);
        return Changed(random, Encoding.UTF8.GetString(Adapter, 8, length), Adapter[(8 + length)..]);
    }

    public static string Config(Random random) => Mutation.Text(random, """{"r":4,"lora_alpha":8,"use_rslora":false,"bias":"none","peft_type":"LORA","rank_pattern":{"attn1.to_q":2,".*conv.*":1},"alpha_pattern":{"^mid":3}}""");

    private static long Describe(Random random, StringBuilder header, string name, string type, long[] shape, long begin)
    {
        var end = begin + (shape.Aggregate(1L, (product, size) => product * size) * (type switch { "F32" or "I32" => 4, "F64" or "I64" => 8, "F16" or "BF16" or "I16" => 2, _ => 1 }));
        if (random.Next(60) == 0) end += random.Next(-9, 9);
        header.Append(CultureInfo.InvariantCulture, $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{end}]}},");
        return Math.Max(0, end);
    }

    // The length before the header is that of the header, mostly.
    private static byte[] Changed(Random random, string header, byte[] data)
    {
        if (random.Next(4) > 0) header = Mutation.Text(random, header);
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, random.Next(30) == 0 ? random.NextInt64() >> random.Next(64) : json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file, 8 + json.Length);
        return random.Next(4) == 0 ? Mutation.Bytes(random, file) : file;
    }

    private static byte[] Floats(Random random, long length)
    {
        var data = new byte[length];
        if (random.Next(3) == 0) random.NextBytes(data); // with numbers that are none among them
        return data;
    }

    private static byte[] Written()
    {
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, SeedFolders.Adapter(new Seed("Ada", "ada", ConceptKind.Person, "<ada>", "person", 1, "", [])), SeedFolders.Plan, SeedFolders.Code);
        return file.ToArray();
    }
}
