using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// How the site bears very many open pages at once: real SignalR circuits on shared composers, two members on each. A hundred times a
/// second one of them takes a control in hand, and the other one's page is told.
/// </summary>
internal sealed partial class CircuitsBench(BenchSite site, CancellationToken cancellation) : IAsyncDisposable
{
    private const int EventsPerSecond = 100, Members = 32, OpenedTogether = 8;
    private const double MebiByte = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), PauseBetweenPictures = TimeSpan.FromSeconds(10), WarmUp = TimeSpan.FromSeconds(20);
    private readonly List<BenchMember> _members = [];
    private readonly ConcurrentBag<Seat> _seats = [];
    private readonly ConcurrentDictionary<string, Sent> _sent = new();

    /// <param name="pages">How many are open; raised from one count to the next.</param>
    /// <param name="lasting">How long events are sent at each count.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(IReadOnlyList<int> pages, TimeSpan lasting)
    {
        await JoinAsync();
        await OpenRoomAsync(0);   // the site's first of everything
        var (before, counted) = (site.Memory, _seats.Count);
        var measures = new List<Measure>();
        foreach (var count in pages)
        {
            var clock = Stopwatch.StartNew();
            await Parallel.ForEachAsync(Enumerable.Range(_seats.Count / 2, Math.Max(0, count - _seats.Count) / 2), new ParallelOptions { MaxDegreeOfParallelism = OpenedTogether, CancellationToken = cancellation }, async (room, _) => await OpenRoomAsync(room));
            var opening = clock.Elapsed;
            await SendAsync(WarmUp);
            var events = await SendAsync(lasting);
            var name = $"circuits.p{count}";
            measures.AddRange(
            [
                new($"{name}.open", _seats.Count(seat => seat.Page.IsOpen), "pages"),
                new($"{name}.opened_in", opening.TotalSeconds, "s"),
                Measure.AtMost($"{name}.dropped", _seats.Count(seat => !seat.Page.IsOpen), "pages", 0),
                new($"{name}.events", events.Latencies.Count / events.Elapsed.TotalSeconds, "per s"),
                Measure.AtMost($"{name}.unseen", events.Unseen, "events", 0),
                .. new[] { 0.5, 0.95 }.Select(part => new Measure($"{name}.latency.p{part * 100:0}", Quantile.At(events.Latencies, part), "ms")),
                Measure.AtMost($"{name}.latency.p99", Quantile.At(events.Latencies, 0.99), "ms", 200),
                new($"{name}.memory", site.Memory / MebiByte, "MiB"),
                new($"{name}.memory_each", (site.Memory - before) / 1024.0 / Math.Max(1, _seats.Count - counted), "KiB"),
                new($"{name}.processor.site", events.Site, "share"),
                new($"{name}.processor.load", events.Own, "share"),
            ]);
        }

        return measures;
    }

    /// <summary>
    /// For a long time as many pages, ten events a second, and two members who draw one picture after another, each on a page that is
    /// opened for it and closed. What grows is fitted with a line over all minutes but the first third.
    /// </summary>
    public async Task<IReadOnlyList<Measure>> SoakAsync(int pages, TimeSpan lasting)
    {
        await JoinAsync();
        for (var room = 0; room < pages / 2; room++) await OpenRoomAsync(room);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (drawn, failed, clock) = (0, 0, Stopwatch.StartNew());
        var drawing = _members.Take(2).Select(async member =>
        {
            while (!over.IsCancellationRequested)
            {
                if (await DrawAsync(member)) Interlocked.Increment(ref drawn);
                else Interlocked.Increment(ref failed);
                await Task.Delay(PauseBetweenPictures, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }).ToList();
        var (samples, latencies, unseen) = (new List<(double Hours, double Memory, double Handles)>(), new List<double>(), 0);
        while (clock.Elapsed < lasting)
        {
            var happened = await SendAsync(TimeSpan.FromMinutes(1), perSecond: 10);
            latencies.AddRange(happened.Latencies);
            unseen += happened.Unseen;
            samples.Add((clock.Elapsed.TotalHours, site.Memory / MebiByte, site.Handles));
        }

        await over.CancelAsync();
        await Task.WhenAll(drawing);
        latencies.Sort();
        var late = samples.Skip(samples.Count / 3).ToList();
        return
        [
            new("circuits.soak.lasted", clock.Elapsed.TotalMinutes, "min"),
            new("circuits.soak.pictures", drawn, ""),
            Measure.AtMost("circuits.soak.pictures_failed", failed, "", 0),
            Measure.AtMost("circuits.soak.dropped", _seats.Count(seat => !seat.Page.IsOpen), "pages", 0),
            Measure.AtMost("circuits.soak.unseen", unseen, "events", 0),
            Measure.AtMost("circuits.soak.latency.p99", Quantile.At(latencies, 0.99), "ms", 200),
            Measure.AtMost("circuits.soak.errors_logged", site.Faults, "", 0),
            new("circuits.soak.memory.first", samples[0].Memory, "MiB"),
            new("circuits.soak.memory.last", samples[^1].Memory, "MiB"),
            Measure.AtMost("circuits.soak.memory.slope", Slope(late, it => it.Memory), "MiB/h", 5),
            new("circuits.soak.handles.last", samples[^1].Handles, ""),
            Measure.AtMost("circuits.soak.handles.slope", Slope(late, it => it.Handles), "per h", 5),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_seats.Select(seat => seat.Page.DisposeAsync().AsTask()));
        foreach (var member in _members) member.Http.Dispose();
    }

    private async Task JoinAsync()
    {
        for (var i = 0; i < Members; i++) _members.Add(await site.JoinAsync($"bench{i:000}", cancellation));
    }

    // Opened by a press on "Share live", as anybody would.
    private async Task OpenRoomAsync(int number)
    {
        var (owner, guest) = (_members[number % Members], _members[(number + 1) % Members]);
        var room = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var composer = await OpenPage.OpenAsync(owner.Http, owner.Cookies, "compose", (script, arguments) =>
        {
            if (Address().Match(arguments) is { Success: true } found) room.TrySetResult(found.Value);
        }, cancellation))
        {
            await composer.PressAsync("Share live", cancellation);
            await room.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        }

        foreach (var member in new[] { owner, guest }) _seats.Add(await SitDownAsync(member, await room.Task));
    }

    private async Task<Seat> SitDownAsync(BenchMember member, string address)
    {
        var entered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var page = await OpenPage.OpenAsync(member.Http, member.Cookies, address, (script, arguments) =>
        {
            var now = Stopwatch.GetTimestamp();
            if (script == "enter" && OpenPage.Reference().Match(arguments) is { Success: true } desk) entered.TrySetResult(long.Parse(desk.Groups[1].Value));
            if (script != "show") return;
            foreach (var field in JsonSerializer.Deserialize<JsonElement>(arguments)[0].EnumerateArray().Select(mark => mark.GetProperty("field").GetString()!))
                if (_sent.TryGetValue(field, out var sent)) sent.Seen.TrySetResult(now);
        }, cancellation);
        return new Seat(page, await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation));
    }

    private async Task<bool> DrawAsync(BenchMember member)
    {
        try
        {
            await using var page = await OpenPage.OpenAsync(member.Http, member.Cookies, "compose?p=a+photo+of+a+cat+on+the+beach&steps=12", (_, _) => { }, cancellation);
            var finished = page.UntilAsync(text => text == "final", TimeSpan.FromMinutes(2), cancellation);
            await page.SubmitAsync(cancellation);
            await finished;
            return true;
        }
        catch (Exception failure) when (failure is CannotRunException or TimeoutException or HttpRequestException)
        {
            return false;
        }
    }

    private static double Slope(IReadOnlyList<(double Hours, double Memory, double Handles)> samples, Func<(double Hours, double Memory, double Handles), double> of)
    {
        var (x, y) = (samples.Average(it => it.Hours), samples.Average(of));
        return samples.Sum(it => (it.Hours - x) * (of(it) - y)) / samples.Sum(it => (it.Hours - x) * (it.Hours - x));
    }

    // By the clock, not by the answers: what comes late is counted from when it was due.
    private async Task<Happened> SendAsync(TimeSpan lasting, int perSecond = EventsPerSecond)
    {
        var seats = _seats.Where(seat => seat.Page.IsOpen).ToArray();
        new Random(seats.Length).Shuffle(seats);   // one after another: a page that takes two controls within 50 ms tells of the second alone
        using var own = Process.GetCurrentProcess();
        var (began, ownBefore, siteBefore) = (Stopwatch.GetTimestamp(), own.TotalProcessorTime, site.ProcessorTime);
        var all = new List<(long Due, Sent Sent)>();
        for (var i = 0; i < lasting.TotalSeconds * perSecond; i++)
        {
            var due = began + i * Stopwatch.Frequency / perSecond;
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early) await Task.Delay(early, cancellation);
            var (seat, field) = (seats[i % seats.Length], $"bench-{began}-{i}");
            all.Add((due, _sent[field] = new Sent()));
            _ = TakeAsync(seat, field);
        }

        var elapsed = Stopwatch.GetElapsedTime(began);
        own.Refresh();
        var (ownShare, siteShare) = ((own.TotalProcessorTime - ownBefore) / elapsed / Environment.ProcessorCount, (site.ProcessorTime - siteBefore) / elapsed / Environment.ProcessorCount);
        await Task.WhenAny(Task.WhenAll(all.Select(it => it.Sent.Seen.Task)), Task.Delay(Patience, cancellation));
        var latencies = all.Where(it => it.Sent.Seen.Task.IsCompletedSuccessfully).Select(it => Stopwatch.GetElapsedTime(it.Due, it.Sent.Seen.Task.Result).TotalMilliseconds).Order().ToList();
        _sent.Clear();
        return new Happened(latencies, all.Count - latencies.Count, elapsed, siteShare, ownShare);
    }

    private async Task TakeAsync(Seat seat, string field)
    {
        try
        {
            await seat.Page.CallAsync(seat.Desk, "Take", [field, field], cancellation);
        }
        catch (Exception closed) when (closed is InvalidOperationException or OperationCanceledException)
        {
            // counted as dropped
        }
    }

    [GeneratedRegex("rooms/[0-9a-f]{32}")]
    private static partial Regex Address();

    /// <param name="Desk">Number of what the page lends to scripts.</param>
    private sealed record Seat(OpenPage Page, long Desk);

    private sealed class Sent
    {
        public TaskCompletionSource<long> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="Latencies">Milliseconds, ordered.</param>
    /// <param name="Site">Share of all cores.</param>
    private sealed record Happened(List<double> Latencies, int Unseen, TimeSpan Elapsed, double Site, double Own);
}
