using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Engine;
using SkiaSharp;

namespace ConceptHub.Cli.Seeds;

/// <summary>How much of each seed concept is left when all of them are merged, measured by the job that sites run, so that a fresh site need not.</summary>
internal sealed class SeedKept : IDisposable
{
    private const int Quality = 85;   // some 5 kB a picture in the repository

    private readonly DeviceThread _device;
    private readonly MemoryBlobs _blobs = new();
    private readonly IReadOnlyList<Member> _members;

    /// <param name="model">Folder of the base model.</param>
    /// <param name="folder">With a folder for each concept; gets a <c>kept/</c> in each.</param>
    public SeedKept(string model, string folder)
    {
        _device = new DeviceThread(() => TorchDevice.Open(model));
        _device.Start();
        _members = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(path => new ConceptFolder(path)).Where(concept => File.Exists(concept.Adapter)).Select(Read)];
    }

    /// <summary>Measures those without a report of their adapter, and writes a line for each.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var runs = new JobRuns(_device, new Drawings(_device), _blobs, new NoCheckpoints(), MemoryBudget.Of(null), new WorkerOptions(), TimeProvider.System);
        var model = (await _device.Device).Model;
        foreach (var member in _members)
        {
            if (member.Folder.ReadKept()?.Adapter == member.Adapter.AdapterBlob) continue;
            var others = _members.Where(other => other != member).ToList();
            var measured = (JobEvent.ConceptMeasured)await runs.RunAsync(Request(member, others, model.Hash), _ => { }, cancellation);
            Write(member, others, measured);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{member.Folder.Path}  keeps {measured.Kept:0.0 %} among {others.Count} others"));
        }
    }

    public void Dispose() => _device.Dispose();

    private Member Read(ConceptFolder folder)
    {
        var about = folder.ReadConcept();
        return new Member(folder, about, new RecipeAdapter(Guid.NewGuid(), about.Name, _blobs.Put(File.ReadAllBytes(folder.Adapter)), StrengthRange.Usual.Recommended));
    }

    private MeasureRequest Request(Member member, IReadOnlyList<Member> others, string model)
    {
        var usual = new PictureSettings { Prompt = "" };
        return new MeasureRequest
        {
            Ticket = new JobTicket(Guid.NewGuid(), 1),
            BaseModelHash = model,
            Concept = member.Adapter,
            Companions = [.. others.Select(other => other.Adapter)],
            Own = [.. member.Folder.ReadTraining().Select(it => new TrainPicture(_blobs.Put(File.ReadAllBytes(member.Folder.Training(it.File))), member.Phrase.Plain(it.Caption)))],
            Prompts = [.. KeptPrompts.Of(member.Phrase).Select(prompt => new MeasurePrompt(prompt.Text, prompt.Plain, prompt.Seed))],
            Steps = usual.Steps,
            Scheduler = usual.Scheduler,
        };
    }

    private void Write(Member member, IReadOnlyList<Member> others, JobEvent.ConceptMeasured measured)
    {
        var (shown, files) = (new List<KeptPictureFile>(), new Dictionary<string, byte[]>());
        foreach (var (prompt, pair) in KeptPrompts.Of(member.Phrase).Zip(measured.Pictures))
        {
            shown.Add(new KeptPictureFile(prompt.Text, prompt.Seed, $"{shown.Count + 1:00}-alone.webp", $"{shown.Count + 1:00}-merged.webp"));
            (files[shown[^1].Alone], files[shown[^1].Merged]) = (Small(pair.Alone), Small(pair.Merged));
        }

        member.Folder.WriteKept(new KeptFile(member.Adapter.AdapterBlob, measured.Kept, [.. others.Select(other => other.About.Slug)], shown), files);
    }

    private byte[] Small(string blob)
    {
        using var picture = SKBitmap.Decode(_blobs[blob]);
        using var data = picture.Encode(SKEncodedImageFormat.Webp, Quality);
        return data.ToArray();
    }

    private sealed record Member(ConceptFolder Folder, ConceptFile About, RecipeAdapter Adapter)
    {
        public ConceptPhrase Phrase { get; } = new(About.Kind, About.TriggerWord, About.ClassWord);
    }
}
