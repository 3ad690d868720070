using System.Globalization;
using ConceptHub.Catalog;

namespace ConceptHub.Faults.Tests;

/// <summary>
/// Without arguments of its own this program runs its tests. <c>campaign</c> kills a site as often as one likes, <c>race</c> has
/// eight workers on one queue, <c>power</c> loses what was not flushed (docs/reliability.md for all three); <c>site</c> is the site that is killed.
/// </summary>
internal static class Entry
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["site", .. var choices]:
                return await FaultySite.RunAsync(SitePlan.Read(choices));
            case ["campaign", .. var choices]:
                return await Campaign.RunAsync(CampaignPlan.Read(choices), Console.Out, CancellationToken.None);
            case ["power", .. var choices]:
                return await new PowerCut(CampaignPlan.Read(choices), Console.Out).RunAsync(CancellationToken.None);
            case [QueueWorker.Argument, var home, var seed, var without]:
                return await QueueWorker.RunAsync(new HubHome(home), int.Parse(seed, CultureInfo.InvariantCulture), bool.Parse(without));
            case ["race", .. var choices]:
                var race = CampaignPlan.Read(choices);
                return (await new QueueRace(race.JobsPerCycle, Workers: 8, race.Seed, race.Without != MissingGuard.None).RunAsync(Console.Out, CancellationToken.None)).Count == 0 ? 0 : 1;
            default:
                return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
                    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        }
    }
}
