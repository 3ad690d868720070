using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ConceptHub.Browser.Tests;

/// <summary>The real program in a process of its own: real Kestrel, real SQLite, the embedded model.</summary>
internal sealed class SiteProcess : IAsyncDisposable
{
    private const string Announcement = "ConceptHub is open at ";
    private const string Offer = "Become administrator (works once): ";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly HubHomeFolder _home = new();
    private readonly StringBuilder _said = new();
    private readonly SmallDisk? _disk;
    private readonly IReadOnlyList<string> _settings;
    private Process? _process;

    private SiteProcess(SmallDisk? disk, IReadOnlyList<string> settings) => (_disk, _settings) = (disk, settings);

    public string Address { get; private set; } = "";

    /// <summary>The newest link that makes one member administrator.</summary>
    public string AdministratorLink => Said.Split('\n').Last(line => line.StartsWith(Offer, StringComparison.Ordinal))[Offer.Length..].Trim();

    /// <summary>All that the site writes, as the site sees it: also when it has a disk of its own.</summary>
    public string State => _disk is null ? StateFolder : $"/proc/{_process!.Id}/root{StateFolder}";

    private string StateFolder => Path.Combine(_home.Root, "data", "state");

    /// <summary>Starts in a fresh home and waits until the seed concepts are in the catalog.</summary>
    /// <param name="disk">Where the site writes; null for this machine's disk. Does not outlive the process.</param>
    /// <param name="settings">Arguments of the program, such as <c>--PathBase=/hub</c>.</param>
    public static async Task<SiteProcess> StartAsync(SmallDisk? disk = null, params string[] settings)
    {
        if (!File.Exists(Repository.WebProgram)) throw new FileNotFoundException($"{Repository.WebProgram} is not built.");
        var site = new SiteProcess(disk, settings);
        await site.RunAsync("http://127.0.0.1:0");
        var seeds = Directory.GetDirectories(Path.Combine(Repository.Root, "data", "seed")).Length;
        await site.UntilAsync("/", page => Regex.Matches(page, "href=\"(concepts/[^\"]+)\"").DistinctBy(link => link.Groups[1].Value).Count() >= seeds);
        return site;
    }

    /// <summary>Gives a member a role, which their next sign-in has.</summary>
    public Task GrantAsync(string name, string role) => CommandLine.RunAsync(_home.Root, "users", "grant-role", name, role);

    /// <summary>As when the machine loses power: nothing is said goodbye to. Comes back at the same address.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await RunAsync(Address);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _home.Dispose();
    }

    private async Task RunAsync(string address)
    {
        var opened = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] program = ["dotnet", Repository.WebProgram, "--urls", address, .. _settings];
        if (_disk is not null) program = _disk.Under(StateFolder, program);
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            WorkingDirectory = _home.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONCEPTHUB_HOME"] = _home.Root;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Hub__Limits__sign-in"] = "1000"; // all tests sign up from one address
        start.Environment["Training__DefaultSteps"] = "16";
        start.Environment["Training__SampleEvery"] = "8";
        start.Environment["Engine__SettlingRounds"] = "2";
        start.Environment["Engine__MeasuresByItself"] = "false"; // or jobs that no test asked for come up minutes later
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data, opened);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, opened);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await FinishedAsync(opened.Task);
        await UntilAsync("/health/ready", _ => true);
    }

    private void Hear(string? line, TaskCompletionSource<string> opened)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
        if (line.StartsWith(Announcement, StringComparison.Ordinal)) opened.TrySetResult(line[Announcement.Length..].Trim());
    }

    private async Task<string> FinishedAsync(Task<string> opened)
    {
        var ended = _process!.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(opened, ended, Task.Delay(StartPatience, TestContext.Current.CancellationToken));
        return opened.IsCompletedSuccessfully ? await opened : throw new InvalidOperationException($"The site did not open. It said:\n{Said}");
    }

    private string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    private async Task UntilAsync(string path, Func<string, bool> isAsHoped)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartPatience;)
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode && isAsHoped(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))) return;
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{path} did not come to what was hoped for. The site said:\n{Said}");
    }

    private async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }
}
