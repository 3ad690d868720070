using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Seeds;

/// <summary>All seed concepts together: once all are known, each is made quiet on the others (<see cref="PoolProjection"/>).</summary>
internal static class SeedPool
{
    private const string Settled = "settled_with";

    /// <param name="folder">With a folder for each concept; their adapters and showcases are replaced.</param>
    /// <exception cref="CannotRunException">A concept is missing, or none is new: each time takes a little more of what they say.</exception>
    public static void Settle(StableDiffusionModel model, string folder, CancellationToken cancellation)
    {
        var members = SeedCommand.Numbered(model.Codebook).Select(it => Read(model, folder, it.Concept, it.Number)).ToList();
        if (members.All(member => member.Concept.Adapter.Training.ContainsKey(Settled)))
            throw new CannotRunException("All of them were settled before. Train one of them again first ('concepthub seed --only …').");

        using var foreign = ForeignExamples.For(model);
        var pool = Bars.Run("quiet on each other", 1, bar =>
            new PoolProjection(model, foreign).Project([.. members.Select(member => member.Concept)], new Inline<double>(done => bar.At(done)), cancellation));
        foreach (var (member, adapter) in members.Zip(pool.Adapters))
        {
            var others = (members.Count - 1).ToString(CultureInfo.InvariantCulture);
            // Each time takes a little of what a concept says. In merges that is the price of a newcomer; an export meets few others.
            var rows = member.Concept.Adapter.Training.ContainsKey(Settled) ? member.Concept.Adapter.StandaloneLayers : adapter.StandaloneLayers;
            var noted = adapter with { StandaloneLayers = rows, Training = new Dictionary<string, string>(adapter.Training) { [Settled] = others } };
            member.Making.Write(member.Folder, noted, member.Folder.ReadConcept(), cancellation);
            Console.WriteLine($"{member.Folder.Path}  quiet on {others} others");
        }

        Console.WriteLine(FormattableString.Invariant($"The others moved what a concept says by {pool.Before:0.0 %} of it, now by {pool.After:0.0 %}."));
    }

    private static Member Read(StableDiffusionModel model, string folder, ToyWorld.HeldOut.HeldOutConcept concept, int number)
    {
        var from = new ConceptFolder(Path.Combine(folder, WorldConcepts.Describe(concept, number).Slug));
        if (!File.Exists(from.Adapter)) throw new CannotRunException($"{from.Path} is missing. Train all concepts first ('concepthub seed --skip-existing').");
        var pictures = from.ReadTraining().Select(file => new TrainingPicture(PngFile.Read(from.Training(file.File)), file.Caption)).ToList();
        return new Member(from, new PooledConcept(AdapterFiles.Read(model, from.Adapter), pictures), new SeedConceptMaking(model, concept, number));
    }

    private sealed record Member(ConceptFolder Folder, PooledConcept Concept, SeedConceptMaking Making);
}
