using System.Globalization;

namespace ConceptHub.Fuzz.Tests;

/// <summary>
/// Without arguments of its own this program runs its tests. <c>run --target NAME --count N --seed S</c> reads N mutated inputs, the
/// first made from seed S (docs/fuzzing.md); <c>--target all</c> goes through every target, and <c>--out FILE</c> keeps the first input.
/// </summary>
internal static class Entry
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["run", .. var choices]) return Run(choices);
        return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }

    private static int Run(string[] choices)
    {
        var said = choices.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var name = said.GetValueOrDefault("--target", "all");
        var targets = FuzzTargets.All.Where(target => name == "all" || target.Name == name).ToList();
        if (targets.Count == 0)
        {
            Console.Error.WriteLine($"There is no target '{name}'. The targets are all, {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");
            return 2;
        }

        var (count, seed) = (Number(said, "--count", 10_000), Number(said, "--seed", 1));
        if (said.GetValueOrDefault("--out") is { } file) File.WriteAllBytes(file, targets[0].Make(new Random(seed)));
        var faults = 0;
        foreach (var target in targets)
        {
            var report = Fuzzer.Run(target, seed, count);
            Console.WriteLine(report);
            faults += report.Faults.Count;
        }

        return faults == 0 ? 0 : 1;
    }

    private static int Number(Dictionary<string, string> said, string name, int usual) =>
        said.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : usual;
}
