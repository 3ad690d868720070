using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>The real site in a process and a home of its own, with limits that one load program may reach.</summary>
internal sealed partial class BenchSite : IAsyncDisposable
{
    private const string Announcement = "ConceptHub is open at ", Password = "correct horse battery";
    private const double TicksPerSecond = 100;   // USER_HZ, which is 100 wherever .NET runs
    private static readonly string[] Shared = ["models", "seed", "examples"];

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Engine__MeasuresByItself"] = "false",
        ["Hub__Limits__sign-in"] = "10000",
        ["Hub__Connections__OfMember"] = "10000",
        ["Hub__Connections__All"] = "20000",
        ["Hub__Jobs__GenerationsPerMember"] = "100",
        ["Rooms__MostRooms"] = "10000",
        ["Rooms__MostRoomsOfOne"] = "10000",
    };

    private readonly DirectoryInfo _home;
    private readonly Process _process;
    private readonly FaultLog _log;

    private BenchSite(DirectoryInfo home, Process process, FaultLog log, Uri address) => (_home, _process, _log, Address) = (home, process, log, address);

    public Uri Address { get; }

    /// <summary>Resident memory now, bytes.</summary>
    public long Memory => Fresh().WorkingSet64;

    /// <summary>Errors in its log so far.</summary>
    public int Faults => _log.Count;

    public TimeSpan ProcessorTime => Fresh().TotalProcessorTime;

    /// <summary>Of it what the device's thread took, with the threads that it started; null where the system does not tell.</summary>
    public TimeSpan? DeviceTime => Directory.Exists($"/proc/{_process.Id}/task")
        ? TimeSpan.FromSeconds(Directory.GetDirectories($"/proc/{_process.Id}/task").Sum(DeviceTicks) / TicksPerSecond)
        : null;

    public HubHome Home => new(_home.FullName);

    public int Handles => Directory.Exists($"/proc/{_process.Id}/fd") ? Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length : Fresh().HandleCount;

    /// <param name="program"><c>ConceptHub.Web.dll</c>.</param>
    /// <param name="settings">Beside those that every bench needs, as names of the environment.</param>
    /// <param name="cancellation">Stops the start.</param>
    public static async Task<BenchSite> StartAsync(FileInfo program, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        if (!program.Exists) throw new CannotRunException($"{program.FullName} is not there. Build the site (dotnet build -c Release src/ConceptHub.Web), or name its program with --site.");
        var home = Directory.CreateTempSubdirectory("concepthub-bench-");
        File.Copy(Path.Combine(HubHome.Find().Root, "appsettings.json"), Path.Combine(home.FullName, "appsettings.json"));
        home.CreateSubdirectory("data");
        foreach (var name in Shared) Directory.CreateSymbolicLink(Path.Combine(home.FullName, "data", name), Path.Combine(HubHome.Find().Root, "data", name));

        var start = new ProcessStartInfo("dotnet", [program.FullName, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = home.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CONCEPTHUB_HOME"] = home.FullName;
        foreach (var (name, value) in Settings.Concat(settings)) start.Environment[name] = value;
        var opened = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var log = new FaultLog();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } said) log.Hear(said);
            if (line.Data?.StartsWith(Announcement, StringComparison.Ordinal) == true) opened.TrySetResult(line.Data[Announcement.Length..].Trim());
        };
        process.ErrorDataReceived += (_, _) => { };
        process.Exited += (_, _) => opened.TrySetException(new CannotRunException("The site ended while it was started."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var site = new BenchSite(home, process, log, new Uri(await opened.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellation)));
        await site.UntilReadyAsync(cancellation);
        return site;
    }

    /// <summary>A browser's cookies and requests, signed up as a new member.</summary>
    public async Task<BenchMember> JoinAsync(string name, CancellationToken cancellation)
    {
        var cookies = new CookieContainer();
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        var form = await http.GetStringAsync("account/sign-up", cancellation);
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = TokenIn(form), ["_handler"] = "sign-up", ["Input.Name"] = name, ["Input.Password"] = Password };
        using var answer = await http.PostAsync("account/sign-up", new FormUrlEncodedContent(fields), cancellation);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath != "/") throw new CannotRunException($"The site did not sign {name} up.");
        return new BenchMember(name, http, cookies);
    }

    /// <summary>What a form of the site has to be sent back with.</summary>
    public static string TokenIn(string form) => Token().Match(form).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        foreach (var fault in _log.First) await Console.Error.WriteLineAsync($"The site logged:{Environment.NewLine}{fault}");
        foreach (var link in Shared) Directory.Delete(Path.Combine(_home.FullName, "data", link));   // the links alone
        _home.Delete(recursive: true);
    }

    private async Task UntilReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromMinutes(5))
        {
            using var answer = await http.GetAsync("health/ready", cancellation);
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(500, cancellation);
        }

        throw new CannotRunException("The site does not become ready.");
    }

    // "77 (device 2) S 1 …": the name, and from the state on user and system time are the 12th and 13th.
    private static long DeviceTicks(string task)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(task, "stat"));
            var numbers = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return stat.Contains("(device", StringComparison.Ordinal) ? long.Parse(numbers[11]) + long.Parse(numbers[12]) : 0;
        }
        catch (IOException)
        {
            return 0;   // the thread ended meanwhile
        }
    }

    private Process Fresh()
    {
        _process.Refresh();
        return _process;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>A member of the load program.</summary>
internal sealed record BenchMember(string Name, HttpClient Http, CookieContainer Cookies);
