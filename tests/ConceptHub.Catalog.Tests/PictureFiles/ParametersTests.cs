using System.Text;

namespace ConceptHub.Catalog.Tests;

/// <summary>A1111's grammar in every place where programs put it.</summary>
public sealed class ParametersTests
{
    private const string Common =
        "a photo of <mira> person, (sharp:1.2) <lora:mira_v2:0.8> <lora:style\\ink.safetensors:0.5:0.3>\nwith a second line\n" +
        "Negative prompt: blurry,\nlow quality\n" +
        "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 3141592653, Size: 512x768, Model hash: 6CE0161689, Model: \"v1-5, pruned: emaonly\", " +
        "Denoising strength: 0.4, Clip skip: 2, Lora hashes: \"mira_v2: 0123456789ab, ink: fedcba987654\", Hires upscale: 2, Version: v1.6.0";

    private static byte[] Unicode(string text, Encoding encoding) => [.. "UNICODE\0"u8, .. encoding.GetBytes(text)];

    public static TheoryData<string, byte[]> Places => new()
    {
        { "PNG, tEXt", MadeFiles.Png(MadeFiles.Text("parameters", Common)) },
        { "PNG, iTXt", MadeFiles.Png(MadeFiles.Text("Software", "something"), MadeFiles.International("parameters", Common)) },
        { "PNG, iTXt, packed", MadeFiles.Png(MadeFiles.International("parameters", Common, isPacked: true)) },
        { "PNG, zTXt", MadeFiles.Png(MadeFiles.Compressed("parameters", Encoding.Latin1.GetBytes(Common))) },
        { "PNG, eXIf", MadeFiles.Png(new PngChunk("eXIf", MadeFiles.ExifComment(Unicode(Common, Encoding.Unicode), isLittle: true))) },
        { "JPEG, UTF-16 big", MadeFiles.Jpeg(Unicode(Common, Encoding.BigEndianUnicode)) },
        { "JPEG, UTF-16 little in a big file", MadeFiles.Jpeg(Unicode(Common, Encoding.Unicode)) },
        { "JPEG, ASCII", MadeFiles.Jpeg([.. "ASCII\0\0\0"u8, .. Encoding.UTF8.GetBytes(Common)]) },
        { "JPEG, nothing in front", MadeFiles.Jpeg(Encoding.UTF8.GetBytes(Common)) },
        { "WebP", MadeFiles.Webp(MadeFiles.ExifComment(Unicode(Common, Encoding.Unicode), isLittle: true)) },
        { "WebP, with Exif in front", MadeFiles.Webp([.. "Exif\0\0"u8, .. MadeFiles.ExifComment(Unicode(Common, Encoding.BigEndianUnicode), isLittle: false)]) },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Everything_is_read_wherever_it_stands(string place, byte[] file)
    {
        var said = FileSettingsReader.Read(file);

        Assert.True(said is not null, place);
        Assert.Equal("a photo of <mira> person, (sharp:1.2)\nwith a second line", said.Prompt);
        Assert.Equal("blurry,\nlow quality", said.NegativePrompt);
        Assert.Equal((28, 6.5, 3141592653UL, 512, 768, 1, 0.4), (said.Steps, said.GuidanceScale, said.Seed, said.Width, said.Height, said.ClipSkip, said.Denoise));
        Assert.Equal(new NamedSampler("DPM++ 2M Karras", "dpm++2m-karras", IsExact: true), said.Sampler);
        Assert.Equal(("v1-5, pruned: emaonly", "6ce0161689"), (said.Model, said.ModelHash));
        Assert.Equal([new FileConcept("mira_v2", 0.8) { Hash = "0123456789ab" }, new FileConcept("ink", 0.5) { Hash = "fedcba987654" }], said.Concepts);
        Assert.Equal(["Hires upscale"], said.Further);
    }

    [Fact]
    public void Scripts_of_all_kinds_arrive_whole()
    {
        const string Text = "ein Mädchen, 桜の木の下で 🌸 “quoted”\nNegative prompt: flou é\nSteps: 5, Sampler: Euler a, Seed: 1, Size: 64x64";

        var png = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.International("parameters", Text)))!;
        var jpeg = FileSettingsReader.Read(MadeFiles.Jpeg(Unicode(Text, Encoding.BigEndianUnicode)))!;
        var latin = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("parameters", "café\nSteps: 5, Sampler: Euler, Seed: 1")))!;

        Assert.Equal(("ein Mädchen, 桜の木の下で 🌸 “quoted”", "flou é"), (png.Prompt, png.NegativePrompt));
        Assert.Equal((png.Prompt, png.NegativePrompt), (jpeg.Prompt, jpeg.NegativePrompt));
        Assert.Equal("café", latin.Prompt);
    }

    [Fact]
    public void Resources_of_civitai_name_the_loras_when_the_prompt_calls_none()
    {
        const string Text = "a fox\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 9, Size: 832x1216, Created Date: 2026-01-01T00:00:00Z, Civitai resources: "
            + "[{\"type\":\"checkpoint\",\"modelVersionId\":1,\"modelName\":\"Pony, {new}\"},{\"type\":\"lora\",\"weight\":0.65,\"modelVersionId\":2,\"modelName\":\"Ink [v2]\",\"versionName\":\"1\"}], Civitai metadata: {\"remixOfId\":3}";

        var said = FileSettingsReader.Read(MadeFiles.Jpeg(Unicode(Text, Encoding.BigEndianUnicode)))!;

        Assert.Equal([new FileConcept("Ink [v2]", 0.65)], said.Concepts);
        Assert.Equal("Pony, {new}", said.Model);
        Assert.Empty(said.Further);
    }

    [Theory]
    [InlineData("DPM++ 2M", "Karras", "dpm++2m-karras", true)]
    [InlineData("DPM++ 2M", "Automatic", "dpm++2m-karras", true)] // what A1111 means by it
    [InlineData("DPM++ 2M", null, "dpm++2m", true)]
    [InlineData("Euler a", "Automatic", "euler-a", true)]
    [InlineData("euler_ancestral", "karras", "euler-a-karras", true)]
    [InlineData("k_euler", null, "euler", true)]
    [InlineData("dpmpp_2m_k", null, "dpm++2m-karras", true)]
    [InlineData("Euler", "Exponential", "euler", false)]
    [InlineData("DPM++ SDE Karras", null, null, false)]
    [InlineData("UniPC", null, null, false)]
    public void Sampler_is_known_by_any_of_its_names(string sampler, string? schedule, string? scheduler, bool isExact)
    {
        var found = SamplerNames.Find(sampler, schedule);

        Assert.Equal((scheduler, isExact), (found.Scheduler, found.IsExact));
    }

    [Theory]
    [InlineData("Screenshot")]
    [InlineData("Taken in May: a long walk, by Ann")]
    [InlineData("")]
    public void Remark_in_a_photograph_is_no_prompt(string remark) =>
        Assert.Null(FileSettingsReader.Read(MadeFiles.Jpeg([.. "ASCII\0\0\0"u8, .. Encoding.ASCII.GetBytes(remark)])));
}
