using System.Text;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Text;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Tests;

namespace ConceptHub.Fuzz.Tests;

/// <summary>All that reads what strangers send, with what it may throw.</summary>
internal static class FuzzTargets
{
    private const string Composer = "?r=0197f1d2-0000-7000-8000-000000000001~1~0.8!0197f1d2-0000-7000-8000-000000000002~2~1&p=a%20dog&n=fog&steps=20&guidance=4.5&seed=7&vary=12~0.2&size=64x96&count=2&skip=1&sampler=euler&over=" +
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&strength=0.5&from=0197f1d2-0000-7000-8000-000000000003&add=0197f1d2-0000-7000-8000-000000000004&lock=1&by=kind";

    private const string Prompt = @"a (very (bright:1.2) [old]) dog, <ada> person \(seated\), in [[snow:0.5]] (((sun))) :: 1.5";
    private const string Markdown = "# Ada\n\nA *drawn* person, **made** by @olga.\n\n- [site](https://example.org/?a=1&b=2)\n- ~~old~~ `code`\n\n> quoted\n> > twice\n\n```\nblock\n```\n\n1. one\n\n| a | b |\n\n<b>no</b> http://example.org";

    // A prompt has 600 at most, but for those that other programs wrote.
    private const int LongestPrompt = 2000, LongestDescription = 4000;

    // What is packed in a text counts as if it were in the file; PngText takes 4 MB at most, and they are kept as bytes and as a string.
    private const long PackedAllowance = 40_000_000;

    // What is made of it is parsed once more as a page, to be cleaned.
    private const long PageAllowance = 5_000_000;

    // The config may hold expressions, 50 at most, of 300 characters at most; each is compiled.
    private const long ExpressionAllowance = 20_000_000;

    private static readonly byte[] PlainLora = Written();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("safetensors", ModelFiles.Safetensors, ReadSafetensors),
        new("lora", ModelFiles.Lora, input => LoraFile.Inspect(new MemoryStream(input), ModelFiles.Targets)) { Allowance = ExpressionAllowance },
        new("adapter", ModelFiles.ConceptAdapter, ReadAdapter),
        new("peft-config", random => Encoding.UTF8.GetBytes(ModelFiles.Config(random)), input => LoraFile.Inspect(new MemoryStream(PlainLora), ModelFiles.Targets, Encoding.UTF8.GetString(input))) { Allowance = ExpressionAllowance },
        new("png", PictureFiles.Png, input => FileSettingsReader.Read(input)) { Allowance = PackedAllowance, Slow = TimeSpan.FromMilliseconds(500) },
        new("jpeg", PictureFiles.Jpeg, input => FileSettingsReader.Read(input)),
        new("webp", PictureFiles.Webp, input => FileSettingsReader.Read(input)),
        new("recipe", random => Encoding.UTF8.GetBytes(Mutation.Text(random, Composer)), ReadRecipe),
        new("prompt", random => Encoding.UTF8.GetBytes(Cut(Mutation.Text(random, Prompt), LongestPrompt)), input => PromptWeights.Plain(Encoding.UTF8.GetString(input))),
        new("codeword", random => Encoding.UTF8.GetBytes(Mutation.Text(random, "3,14,0,7,7,15,2")), input => Codeword.TryParse(Encoding.UTF8.GetString(input), out _)),
        new("markdown", random => Encoding.UTF8.GetBytes(Cut(Mutation.Text(random, Markdown), LongestDescription)), input => MarkdownText.Html(Encoding.UTF8.GetString(input), ["olga"])) { Allowance = PageAllowance },
    ];

    private static string Cut(string text, int most) => text.Length > most ? text[..most] : text;

    // Four readers in turn, as pages, uploads and blocks ask them.
    private static void ReadSafetensors(byte[] input)
    {
        try
        {
            var stream = new MemoryStream(input);
            switch (input.Length % 4)
            {
                case 0: SafetensorsFile.Read(stream); break;
                case 1: FileContents.Read(stream); break;
                case 2: ContentHash.Of(stream); break;
                default: ValueHash.Of(stream); break;
            }
        }
        catch (InvalidSafetensorsException)
        {
            return; // documented
        }
    }

    private static void ReadAdapter(byte[] input)
    {
        ConceptAdapterFile.Inspect(new MemoryStream(input), SeedFolders.Plan, SeedFolders.Code);
        try
        {
            AdapterHeader.Of(SafetensorsFile.ReadHeader(new MemoryStream(input)).Metadata);
        }
        catch (InvalidSafetensorsException)
        {
            return; // documented
        }
    }

    private static void ReadRecipe(byte[] input)
    {
        if (Uri.TryCreate("http://hub/compose" + Encoding.UTF8.GetString(input), UriKind.Absolute, out var address)) ComposeAddress.Of(ComposeAddress.Read(address).State);
    }

    private static byte[] Written()
    {
        using var file = new MemoryStream();
        SafetensorsWriter.Write(file,
        [
            SafetensorsTensor.FromFloats("base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.weight", SafetensorsType.F32, [2, 4], new float[8]),
            SafetensorsTensor.FromFloats("base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_B.weight", SafetensorsType.F32, [8, 2], new float[16]),
        ]);
        return file.ToArray();
    }
}
