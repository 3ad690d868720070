using System.Net;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Resources;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Tests.Shell;

/// <summary>A hub with one text in Esperanto, laid beside the site as a build with <c>ShellTexts.eo.resx</c> does.</summary>
public sealed class TranslatedHub : TestHub
{
    public const string Skip = "Salti al la enhavo";

    public TranslatedHub()
    {
        var site = typeof(Program).Assembly;
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(site.Location)!, "eo"));
        File.WriteAllBytes(Path.Combine(folder.FullName, $"{site.GetName().Name}.resources.dll"), Satellite(site.GetName(), $"{typeof(ShellTexts).FullName}.eo.resources", "eo"));
    }

    private static byte[] Satellite(AssemblyName site, string name, string language)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString($"{site.Name}.resources.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        metadata.AddAssembly(metadata.GetOrAddString($"{site.Name}.resources"), site.Version!, metadata.GetOrAddString(language), default, 0, AssemblyHashAlgorithm.None);
        metadata.AddManifestResource(ManifestResourceAttributes.Public, metadata.GetOrAddString(name), default, 0);

        var (texts, file) = (new BlobBuilder(), new BlobBuilder());
        var written = Texts();
        texts.WriteInt32(written.Length);
        texts.WriteBytes(written);
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder(), managedResources: texts).Serialize(file);
        return file.ToArray();
    }

    private static byte[] Texts()
    {
        using var written = new MemoryStream();
        using (var writer = new ResourceWriter(written)) writer.AddResource(nameof(ShellTexts.SkipToContent), Skip);
        return written.ToArray();
    }
}

public sealed class TranslationTests(TranslatedHub hub) : IClassFixture<TranslatedHub>
{
    private const string English = "Skip to content";

    [Theory]
    [InlineData("eo", "eo", TranslatedHub.Skip)]
    [InlineData("de-AT, eo-PL;q=0.8, en;q=0.5", "eo", TranslatedHub.Skip)]
    [InlineData("en-GB, eo;q=0.5", "en", English)]
    [InlineData("de", "en", English)]
    [InlineData("*, not a language", "en", English)]
    [InlineData(null, "en", English)]
    public async Task Page_speaks_the_language_that_the_browser_asks_for(string? asked, string language, string skip)
    {
        var answer = await AskAsync("/", asked);

        Assert.Equal((language, skip), (answer.Page.DocumentElement.GetAttribute("lang"), answer.Words("a.skip")));
    }

    [Fact]
    public async Task Text_without_translation_stays_English()
    {
        var answer = await AskAsync("/", "eo");

        Assert.Equal("Status", answer.Words("footer a"));
    }

    [Fact]
    public async Task Page_of_a_fault_is_translated_too()
    {
        var answer = await AskAsync("/no/such/page", "eo");

        Assert.Equal((HttpStatusCode.NotFound, TranslatedHub.Skip), (answer.Status, answer.Words("a.skip")));
    }

    private Task<Answer> AskAsync(string path, string? asked)
    {
        var visitor = hub.Visitor();
        if (asked is not null) visitor.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", asked);
        return visitor.GetAsync(path);
    }
}
