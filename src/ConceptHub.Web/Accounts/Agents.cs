using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Accounts;

/// <summary>A browser's own name in words. Browsers name each other too, so the order matters.</summary>
internal static class Agents
{
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Words(string agent)
    {
        var (browser, system) = (Name(Browsers, agent), Name(Systems, agent));
        return (browser, system) switch
        {
            (null, null) => AccountsTexts.UnknownDevice,
            ({ } known, null) => known,
            (null, { } known) => known,
            _ => AccountsTexts.BrowserOnSystem.With(browser, system),
        };
    }

    public static bool IsPhone(string agent) => agent.Contains("Mobile", StringComparison.Ordinal) || agent.Contains("Android", StringComparison.Ordinal);

    private static string? Name((string Mark, string Name)[] among, string agent) => among.FirstOrDefault(it => agent.Contains(it.Mark, StringComparison.Ordinal)).Name;
}
