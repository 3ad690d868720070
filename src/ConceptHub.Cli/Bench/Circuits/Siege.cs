using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// One address that does all that costs a site something, at fixed rates: live connections that say nothing, one that sends up to a thousand
/// messages of 32 KB a second, each ten thousand pings, guesses of passwords, and large bodies that trickle in.
/// </summary>
/// <param name="from">The address it comes from: another one of this machine than the honest visitor's.</param>
internal sealed class Siege(Uri site, IPAddress from) : IDisposable
{
    private const int ConnectionsPerSecond = 100, GuessesPerSecond = 200, MessagesPerSecond = 1000, Trickles = 20, MessageBytes = 32 << 10;
    private const long TrickleBytes = 100L << 20;
    private static readonly byte[] Ping = [2, 0x91, 6];   // two bytes of MessagePack: [6]. What is not in the protocol would end the connection at once.
    private readonly SocketsHttpHandler _handler = new() { ConnectCallback = (context, token) => ConnectAsync(from, context.DnsEndPoint.Port, token), MaxConnectionsPerServer = 256 };
    private int _connections, _let, _guesses, _heard, _messages, _ended;

    public async Task LayAsync(CancellationToken end)
    {
        var flood = UntilEndAsync(() => FloodAsync(end), end);   // before silence has used up what one address may have open
        var trickles = Enumerable.Range(0, Trickles).Select(_ => UntilEndAsync(() => TrickleAsync(end), end));
        await Task.WhenAll([PacedAsync(ConnectionsPerSecond, () => StaySilentAsync(end), end), PacedAsync(GuessesPerSecond, await GuessesAsync(end), end), flood, .. trickles]);
    }

    public IEnumerable<Measure> Measures() =>
    [
        new("siege.connections.tried", _connections, ""), new("siege.connections.let", _let, ""),
        new("siege.guesses.tried", _guesses, ""), new("siege.guesses.heard", _heard, ""),
        new("siege.messages", _messages, ""), new("siege.trickles.ended", _ended, ""),
    ];

    public void Dispose() => _handler.Dispose();

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, int port, CancellationToken token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // By the clock: what the site is slow with piles up, as it would.
    private static async Task PacedAsync(int perSecond, Func<Task> once, CancellationToken end)
    {
        const int ticks = 20;   // a second
        var going = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ticks));
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                going.RemoveAll(task => task.IsCompleted);
                going.AddRange(Enumerable.Range(0, perSecond / ticks).Select(_ => QuietlyAsync(once)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(going);
        }
    }

    private static async Task UntilEndAsync(Func<Task> once, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await QuietlyAsync(once);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    // To be refused, cut off and stopped is what happens to it.
    private static async Task QuietlyAsync(Func<Task> once)
    {
        try
        {
            await once();
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // on to the next
        }
    }

    private async Task<ClientWebSocket> OpenAsync(CancellationToken end)
    {
        Interlocked.Increment(ref _connections);
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(site, "_blazor")) { Scheme = "ws" }.Uri, new HttpMessageInvoker(_handler, disposeHandler: false), end);
            Interlocked.Increment(ref _let);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task StaySilentAsync(CancellationToken end)
    {
        using var socket = await OpenAsync(end);
        var buffer = new byte[1024];
        while ((await socket.ReceiveAsync(buffer, end)).MessageType != WebSocketMessageType.Close)
        {
            // until the site has had enough
        }
    }

    private async Task FloodAsync(CancellationToken end)
    {
        using var socket = await OpenAsync(end);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, end);
        var message = Enumerable.Repeat(Ping, MessageBytes / Ping.Length).SelectMany(bytes => bytes).ToArray();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await timer.WaitForNextTickAsync(end))
            for (var i = 0; i < MessagesPerSecond / 100; i++)
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, end);
                Interlocked.Increment(ref _messages);
            }
    }

    private async Task<Func<Task>> GuessesAsync(CancellationToken end)
    {
        var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = site };
        var token = BenchSite.TokenIn(await http.GetStringAsync("account/sign-in", end));
        return async () =>
        {
            var guess = Interlocked.Increment(ref _guesses);
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["_handler"] = "sign-in", ["Input.Name"] = "concepthub", ["Input.Password"] = $"guess number {guess}" };
            using var answer = await http.PostAsync("account/sign-in", new FormUrlEncodedContent(fields), end);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests) Interlocked.Increment(ref _heard);
        };
    }

    private async Task TrickleAsync(CancellationToken end)
    {
        await using var stream = await ConnectAsync(from, site.Port, end);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /account/sign-in HTTP/1.1\r\nHost: {site.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {TrickleBytes}\r\n\r\n"), end);
        var reading = stream.ReadAsync(new byte[256], end).AsTask();
        while (!reading.IsCompleted)
        {
            await stream.WriteAsync("a"u8.ToArray(), end);
            await Task.Delay(1000, end);
        }

        Interlocked.Increment(ref _ended);
    }
}
