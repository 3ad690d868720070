using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ConceptHub.Fuzz.Tests;

/// <summary>PNG, JPEG and WebP with the texts of every program that writes any, changed word by word, chunk by chunk, byte by byte.</summary>
internal static class PictureFiles
{
    private static readonly string[] Keywords = ["parameters", "prompt", "workflow", "concepthub", "invokeai_metadata", "Comment", "UserComment", ""];

    private static readonly string[] Texts =
    [
        "a dog, (bright:1.2) <lora:toy:0.8>\nNegative prompt: fog\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 42, Size: 512x768, Model hash: abc, Lora hashes: \"toy: 1234\", Version: v1.9",
        """{"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["10",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a dog","clip":["10",1]}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":["6",0],"clip":["10",1]}},"10":{"class_type":"LoraLoader","inputs":{"lora_name":"toy.safetensors","strength_model":0.7,"strength_clip":1,"model":["4",0],"clip":["4",1]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"v1-5.safetensors"}}}""",
        """{"format":1,"model":"toyworld","modelHash":"ab","settings":{"prompt":"a dog","negativePrompt":"","width":64,"height":96,"steps":7,"guidanceScale":4.5,"seed":9,"clipSkip":1,"scheduler":"euler"},"recipe":[{"conceptId":"0197f1d2-0000-7000-8000-000000000001","version":1,"strength":0.8,"enabled":true,"name":"Ada","trigger":"<ada>"}]}""",
        """{"sui_image_params":{"prompt":"a dog","negativeprompt":"fog","model":"m","seed":1,"steps":20,"cfgscale":7.0,"width":512,"height":512,"sampler":"euler","loras":["toy"],"loraweights":["0.5"],"swarm_version":"0.9"}}""",
        """{"generation_mode":"txt2img","positive_prompt":"a dog","negative_prompt":"","width":512,"height":512,"seed":1,"cfg_scale":7.5,"steps":30,"scheduler":"euler","model":{"name":"m","hash":"blake3:1"},"loras":[{"model":{"name":"toy","hash":"x"},"weight":0.75}],"app_version":"4.2"}""",
        """{"prompt":"a dog","negative_prompt":"","full_prompt":["a dog"],"base_model":"m","base_model_hash":"12","steps":30,"guidance_scale":4,"seed":"77","resolution":"(512, 512)","sampler":"dpmpp_2m","scheduler":"karras","loras":[["toy",0.1,"abc"]],"version":"Fooocus v2.5"}""",
    ];

    public static byte[] Png(Random random)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
        for (var chunks = random.Next(random.Next(50) == 0 ? 200 : 4); chunks > 0; chunks--) TextChunk(random, file);
        Chunk(file, "IDAT", [1, 2, 3]);
        Chunk(file, "IEND", []);
        return random.Next(3) == 0 ? Mutation.Bytes(random, file.ToArray()) : file.ToArray();
    }

    public static byte[] Jpeg(Random random)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        for (var segments = random.Next(4); segments > 0; segments--)
        {
            var body = Exif(random);
            if (body.Length > 65_000) continue;
            file.Write([0xFF, (byte)(random.Next(8) == 0 ? random.Next(256) : 0xE1), (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2)]);
            file.Write(body);
        }

        file.Write([0xFF, 0xC0, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9]);
        return random.Next(2) == 0 ? Mutation.Bytes(random, file.ToArray()) : file.ToArray();
    }

    public static byte[] Webp(Random random)
    {
        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        Part(body, "VP8X", [8, 0, 0, 0, 63, 0, 0, 63, 0, 0]);
        Part(body, "VP8L", [0x2F, 63, 0, 0, 0]);
        if (random.Next(8) > 0) Part(body, random.Next(8) == 0 ? "XMP " : "EXIF", Exif(random));
        using var file = new MemoryStream();
        file.Write("RIFF"u8);
        file.Write(BitConverter.GetBytes((uint)body.Length));
        file.Write(body.ToArray());
        return random.Next(2) == 0 ? Mutation.Bytes(random, file.ToArray()) : file.ToArray();
    }

    private static string Text(Random random) => Mutation.Text(random, Texts[random.Next(Texts.Length)]);

    private static void TextChunk(Random random, MemoryStream file)
    {
        var (keyword, text) = (Encoding.Latin1.GetBytes(Keywords[random.Next(Keywords.Length)]), Encoding.UTF8.GetBytes(Text(random)));
        switch (random.Next(5))
        {
            case 0: Chunk(file, "zTXt", [.. keyword, 0, 0, .. Packed(random, text)]); break;
            case 1: Chunk(file, "iTXt", [.. keyword, 0, 0, 0, 0, 0, .. text]); break;
            case 2: Chunk(file, "iTXt", [.. keyword, 0, 1, 0, (byte)'e', (byte)'n', 0, 0, .. Packed(random, text)]); break;
            case 3: Chunk(file, "eXIf", Exif(random)); break;
            default: Chunk(file, "tEXt", [.. keyword, 0, .. text]); break;
        }
    }

    // Now and then of something that is much larger than it looks.
    private static byte[] Packed(Random random, byte[] text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest)) deflate.Write(random.Next(200) == 0 ? new byte[random.Next(5_000_000)] : text);
        return packed.ToArray();
    }

    // A TIFF folder whose entries name the text, rightly or not, or each the whole block.
    private static byte[] Exif(Random random)
    {
        var text = Encoding.UTF8.GetBytes("ASCII\0\0\0" + Text(random));
        var entries = random.Next(random.Next(20) == 0 ? 512 : 4);
        var start = 8 + 2 + (12 * entries) + 4;
        var block = new byte[start + text.Length];
        "II*\0"u8.CopyTo(block);
        block[4] = 8;
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), (ushort)entries);
        text.CopyTo(block, start);
        for (var entry = 0; entry < entries; entry++)
        {
            var at = block.AsSpan(10 + (12 * entry));
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(random.Next(3) switch { 0 => 0x9286, 1 => 0x0110, _ => 0x8769 }));
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)(random.Next(6) == 0 ? random.Next(14) : random.Next(2) == 0 ? 7 : 4));
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], (uint)(random.Next(6) == 0 ? random.Next() : text.Length));
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], (uint)(random.Next(6) == 0 ? random.Next() : random.Next(4) == 0 ? 8 : start));
        }

        return [.. random.Next(2) == 0 ? "Exif\0\0"u8 : [], .. block];
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, (uint)body.Length);
        file.Write(number);
        file.Write(Encoding.ASCII.GetBytes(type));
        file.Write(body);
        file.Write([0, 0, 0, 0]); // readers of texts do not look at the sum
    }

    private static void Part(MemoryStream file, string type, ReadOnlySpan<byte> body)
    {
        file.Write(Encoding.ASCII.GetBytes(type));
        file.Write(BitConverter.GetBytes((uint)body.Length));
        file.Write(body);
        if (body.Length % 2 == 1) file.WriteByte(0);
    }
}
