using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConceptHub.Cli.Shell;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// A page with its live connection, as blazor.web.js keeps one, without drawing anything: batches are taken and acknowledged, scripts
/// are said to have run.
/// </summary>
internal sealed partial class OpenPage : IAsyncDisposable
{
    private const int ReferenceResult = 1;   // of JSCallResultType
    private const int Kept = 32;   // batches in which a button may have come before it is pressed: a composer is sent several as its parts come alive
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly HubConnection _connection;
    private readonly Action<string, string> _onScript;
    private readonly TaskCompletionSource _isLive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(string Happening, string? Label), TaskCompletionSource<ulong>> _wanted = [];
    private readonly List<Awaited> _awaited = [];
    private readonly List<byte[]> _early = [];
    private string? _circuit;
    private long _events, _calls;

    /// <param name="onScript">Told each script that the server runs, with its arguments as JSON.</param>
    private OpenPage(HttpClient http, CookieContainer cookies, Action<string, string> onScript)
    {
        (_http, _onScript) = (http, onScript);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(http.BaseAddress!, "_blazor"), HttpTransportType.WebSockets, options => options.Cookies = cookies);
        builder.Services.AddSingleton<IHubProtocol, BlazorPackProtocol>();
        _connection = builder.Build();
        _connection.ServerTimeout = TimeSpan.FromMinutes(2);
        _connection.Closed += fault =>
        {
            IsOpen = false;
            _isLive.TrySetException(new CannotRunException($"A page's connection was closed: {fault?.Message ?? "by the site"}"));
            return Task.CompletedTask;
        };
        On("JS.RenderBatch", [typeof(int), typeof(byte[])], said => TakeAsync((int)said[0]!, (byte[])said[1]!));
        On("JS.BeginInvokeJS", [typeof(long), typeof(string), typeof(string), typeof(int), typeof(long), typeof(int)], said => RunAsync((long)said[0]!, (string)said[1]!, (string)said[2]!, (int)said[3]!));
        On("JS.EndUpdateRootComponents", [typeof(long)], said => Task.CompletedTask);
        On("JS.AttachComponent", [typeof(int), typeof(string)], said => Task.CompletedTask);
        On("JS.EndInvokeDotNet", [typeof(string), typeof(bool), typeof(string)], said => Task.CompletedTask);
        On("JS.Error", [typeof(string)], said =>
        {
            IsOpen = false;
            _isLive.TrySetException(new CannotRunException($"The site ended a page: {said[0]}"));
            return Task.CompletedTask;
        });
    }

    /// <summary>Whether the connection still stands.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Loads a page and has it come alive.</summary>
    public static async Task<OpenPage> OpenAsync(HttpClient http, CookieContainer cookies, string path, Action<string, string> onScript, CancellationToken cancellation)
    {
        var address = new Uri(http.BaseAddress!, path);
        var html = await http.GetStringAsync(address, cancellation);
        var markers = Markers().Matches(html).Select(found => JsonSerializer.Deserialize<JsonElement>(found.Groups[1].Value)).Where(marker => marker.TryGetProperty("descriptor", out _)).ToList();
        if (markers.Count == 0) throw new CannotRunException($"{path} has nothing live in it.");
        var page = new OpenPage(http, cookies, onScript);
        try
        {
            await page._connection.StartAsync(cancellation);
            page._circuit = await page._connection.InvokeAsync<string?>("StartCircuit", http.BaseAddress!.ToString(), address.ToString(), "[]", "", cancellation)
                ?? throw new CannotRunException("The site gave no circuit.");
            var operations = JsonSerializer.Serialize(new { batchId = 1, operations = markers.Select((marker, i) => new { type = "add", ssrComponentId = i + 1, marker }) });
            await page._connection.InvokeAsync("UpdateRootComponents", operations, State().Match(html).Groups[1].Value, cancellation);
            await page._isLive.Task.WaitAsync(Patience, cancellation);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Presses the button with this text, when it is there.</summary>
    public Task PressAsync(string label, CancellationToken cancellation) => RaiseAsync("click", label, cancellation);

    /// <summary>Sends the page's first form.</summary>
    public Task SubmitAsync(CancellationToken cancellation) => RaiseAsync("submit", null, cancellation);

    /// <summary>Waits for the next change of the page with such a text among its strings; those of attributes count.</summary>
    public Task<PageText> UntilAsync(Predicate<string> isMeant, TimeSpan patience, CancellationToken cancellation)
    {
        var awaited = new Awaited(isMeant, new TaskCompletionSource<PageText>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_early) _awaited.Add(awaited);
        return awaited.Found.Task.WaitAsync(patience, cancellation);
    }

    /// <summary>Calls a method that an object of the server lends to scripts.</summary>
    public Task CallAsync(long target, string method, object?[] arguments, CancellationToken cancellation) =>
        _connection.SendAsync("BeginInvokeDotNetFromJS", $"{Interlocked.Increment(ref _calls)}", null, method, target, JsonSerializer.Serialize(arguments), cancellation);

    /// <summary>Leaves as a browser does, which says so: who only breaks off is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_circuit is not null && IsOpen)
        {
            using var leave = new FormUrlEncodedContent([new("circuitId", _circuit)]);
            using var answer = await _http.PostAsync("_blazor/disconnect", leave);
        }

        await _connection.DisposeAsync();
    }

    private async Task RaiseAsync(string name, string? label, CancellationToken cancellation)
    {
        var wanted = ($"on{name}", label);
        TaskCompletionSource<ulong>? found;
        lock (_early)
        {
            // A handler stays as long as its element does: it is sent once and may be raised again.
            if (!_wanted.TryGetValue(wanted, out found))
            {
                _wanted[wanted] = found = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
                foreach (var batch in _early)
                    if (new RenderBatch(batch).HandlerOf(wanted.Item1, label) is { } handler) found.TrySetResult(handler);
            }
        }

        var pressed = await found.Task.WaitAsync(Patience, cancellation);
        await CallAsync(Interlocked.Read(ref _events), "DispatchEventAsync", new object[] { new { eventHandlerId = pressed, eventName = name, eventFieldInfo = (object?)null }, new { type = name } }, cancellation);
    }

    private void On(string name, Type[] arguments, Func<object?[], Task> handle) =>
        _connection.On(name, arguments, static (said, state) => ((Func<object?[], Task>)state)(said), handle);

    private async Task TakeAsync(int batch, byte[] bytes)
    {
        var now = DateTimeOffset.UtcNow;
        lock (_early)
        {
            _early.Add(bytes);
            if (_early.Count > Kept) _early.RemoveAt(0);
            foreach (var ((happening, label), wanted) in _wanted.Where(it => !it.Value.Task.IsCompleted))
                if (new RenderBatch(bytes).HandlerOf(happening, label) is { } handler) wanted.TrySetResult(handler);
            foreach (var awaited in _awaited)
                if (new RenderBatch(bytes).First(awaited.IsMeant) is { } text) awaited.Found.TrySetResult(new PageText(text, now));
            _awaited.RemoveAll(awaited => awaited.Found.Task.IsCompleted);
        }

        await _connection.SendAsync("OnRenderCompleted", batch, null);
        _isLive.TrySetResult();
    }

    private async Task RunAsync(long call, string script, string arguments, int resultType)
    {
        if (script == "Blazor._internal.attachWebRendererInterop") Interlocked.Exchange(ref _events, Reference().Match(arguments) is { Success: true } found ? long.Parse(found.Groups[1].Value) : 0);
        _onScript(script, arguments);
        if (call == 0) return;   // the server does not wait
        object? result = resultType == ReferenceResult ? new Dictionary<string, long> { ["__jsObjectId"] = call } : null;
        await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, JsonSerializer.Serialize(new[] { call, true, result }));
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();

    [GeneratedRegex("\"__dotNetObject\":(\\d+)")]
    internal static partial Regex Reference();

    private sealed record Awaited(Predicate<string> IsMeant, TaskCompletionSource<PageText> Found);
}

/// <summary>What a page was sent, and when.</summary>
internal sealed record PageText(string Text, DateTimeOffset At);
