namespace ConceptHub.Faults.Tests;

/// <summary>
/// Without arguments of its own this program runs its tests. <c>campaign</c> kills a site as often as one likes (docs/reliability.md);
/// <c>site</c> is that site.
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
            default:
                return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
                    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        }
    }
}
