using System.Diagnostics;

namespace ConceptHub.Faults.Tests;

/// <summary>A site in a process of its own, from its start to its death.</summary>
internal sealed class SiteLife : IDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly Task _reading;
    private volatile bool _isOver;

    /// <param name="hear">Called with each line that the site says about jobs.</param>
    /// <param name="under">A program, with arguments, that starts the site and watches it.</param>
    public SiteLife(SitePlan plan, Action<string> hear, IReadOnlyList<string>? under = null)
    {
        var program = Environment.ProcessPath!;
        // Started by the host program, not by its own executable.
        string[] site = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(SiteLife).Assembly.Location] : [program];
        string[] all = [.. under ?? [], .. site, .. plan.Arguments];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = Process.Start(start)!;
        _reading = ReadAsync(hear);
    }

    /// <exception cref="InvalidOperationException">It did not start: what the life before left cannot be gone on with.</exception>
    public async Task ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(_ready.Task, _reading, Task.Delay(patience, cancellation));
        if (!_ready.Task.IsCompleted) throw new InvalidOperationException("The site did not start.");
    }

    public async Task KillAfterAsync(TimeSpan moment, CancellationToken cancellation)
    {
        await Task.WhenAny(Task.Delay(moment, cancellation), _reading);
        _process.Kill();
    }

    /// <returns>Whether it came to its end by itself; one that takes too long is killed.</returns>
    public async Task<bool> EndedAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(_process.WaitForExitAsync(cancellation), Task.Delay(patience, cancellation));
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(cancellation);
        await _reading;   // what it said before it died counts
        return _isOver;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task ReadAsync(Action<string> hear)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == FaultySite.Ready) _ready.TrySetResult();
            else if (line == FaultySite.Over) _isOver = true;
            else hear(line);
        }
    }
}
