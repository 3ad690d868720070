using System.Security.Cryptography;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Seeds;

/// <summary>What the seed concepts' showcases look like, taken as a site takes it, so that a fresh site need not.</summary>
internal sealed class SeedEmbeddings : IDisposable
{
    private readonly string _folder;
    private readonly DeviceThread _device;
    private readonly MemoryBlobs _blobs = new();

    /// <param name="model">Folder of the base model.</param>
    /// <param name="folder">With a folder for each concept; gets a <c>embedding.json</c> in each.</param>
    public SeedEmbeddings(string model, string folder)
    {
        (_folder, _device) = (folder, new DeviceThread(() => TorchDevice.Open(model)));
        _device.Start();
    }

    /// <summary>Writes a line for each.</summary>
    /// <exception cref="CannotRunException">No model of pictures and sentences belongs to the base model.</exception>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        if ((await _device.Device).Model.LikenessHash is not { } likeness) throw new CannotRunException("The base model has no likeness.safetensors ('concepthub evaluate judges' makes one).");
        foreach (var concept in Directory.GetDirectories(_folder).Order(StringComparer.Ordinal).Select(path => new ConceptFolder(path)).Where(concept => File.Exists(concept.Adapter)))
        {
            var about = concept.ReadConcept();
            var phrase = new ConceptPhrase(about.Kind, about.TriggerWord, about.ClassWord);
            var pictures = concept.ReadShowcase().Select(shown => new TrainPicture(_blobs.Put(File.ReadAllBytes(concept.Showcase(shown.File))), phrase.Without(shown.Prompt))).ToList();
            if (await new PictureEmbeddings(_device, _blobs).OfAsync(pictures, cancellation) is not { } look) throw new CannotRunException($"{concept.Path} has no showcase pictures to look at.");
            concept.WriteEmbedding(new EmbeddingFile(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(concept.Adapter))), likeness, EmbeddingVector.Pack(look)));
            Console.WriteLine($"{concept.Path}  looked at");
        }
    }

    public void Dispose() => _device.Dispose();
}
