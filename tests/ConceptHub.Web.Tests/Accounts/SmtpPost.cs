using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>A mail server of a test's own (RFC 5321, as much of it as a sender needs) that keeps what it is given.</summary>
public sealed class SmtpPost : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly BlockingCollection<MimeMessage> _arrived = [];
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly List<MimeMessage> _aside = [];

    public SmtpPost()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is answered to the next mail in the place of "250".</summary>
    public void RefuseNext(string answer) => _refusals.Enqueue(answer);

    /// <summary>Whether every mail is told to come again later.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The next mail that arrives for somebody; earlier ones for others are put aside.</summary>
    public MimeMessage Take(string to)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_aside.Find(message => message.To.Mailboxes.Any(box => box.Address == to)) is { } found)
            {
                _aside.Remove(found);
                return found;
            }

            _aside.Add(_arrived.Take(patience.Token));
        }
    }

    public int Waiting => _arrived.Count;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var sender = await _listener.AcceptTcpClientAsync(_end.Token);
                await ServeAsync(sender.GetStream());
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 post");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            if (line == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                await writer.WriteLineAsync(await KeepAsync(reader));
            }
            else
            {
                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 good");
                if (line == "QUIT") return;
            }
        }
    }

    private async Task<string> KeepAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        if (IsClosed) return "451 later";
        if (_refusals.TryDequeue(out var refusal)) return refusal;
        using var bytes = new MemoryStream(Encoding.ASCII.GetBytes(text.ToString()));
        _arrived.Add(await MimeMessage.LoadAsync(bytes, _end.Token));
        return "250 kept";
    }
}
