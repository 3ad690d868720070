using System.Threading.Channels;

namespace ConceptHub.Web.Mail;

/// <summary>Letters that wait to be sent. Bounded: what is too much is left out and logged, no page waits for it. They are lost with the process, and asked for again easily.</summary>
public sealed partial class LetterBox(ILogger<LetterBox> log)
{
    /// <summary>More than a site writes while its mail server is away for a minute.</summary>
    public const int Most = 500;

    private readonly Channel<Func<CancellationToken, Task<Letter?>>> _waiting = Channel.CreateBounded<Func<CancellationToken, Task<Letter?>>>(new BoundedChannelOptions(Most) { SingleReader = true });

    /// <param name="write">Writes the letter when its turn comes; null when there is nobody to write to.</param>
    internal void Post(Func<CancellationToken, Task<Letter?>> write)
    {
        if (!_waiting.Writer.TryWrite(write)) LogFull(Most);
    }

    internal IAsyncEnumerable<Func<CancellationToken, Task<Letter?>>> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "A mail was left out: {Most} wait already.")]
    private partial void LogFull(int most);
}

/// <summary>Sends what lies in the box, one letter after another; what fails is tried twice more, unless the server said never.</summary>
internal sealed partial class LetterCarrier(LetterBox box, IMailer mailer, MailOptions options, TimeProvider clock, ILogger<LetterCarrier> log) : BackgroundService
{
    private const int Tries = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var write in box.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await write(stoppingToken) is { } letter) await CarryAsync(letter, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogLost(fault.GetType().Name); // its words could hold an address or a link
            }
        }
    }

    private async Task CarryAsync(Letter letter, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await mailer.SendAsync(letter, cancellation);
                LogSent(attempt);
                return;
            }
            catch (Exception fault) when (attempt < Tries && !SmtpMailer.IsFinal(fault) && !cancellation.IsCancellationRequested)
            {
                LogFailed(attempt, Tries, fault.GetType().Name);
                await Task.Delay(options.RetryAfter * attempt, clock, cancellation);
            }
        }
    }

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "A mail was sent, at attempt {Attempt}.")]
    private partial void LogSent(int attempt);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning, Message = "A mail could not be sent, attempt {Attempt} of {Tries}: {Fault}.")]
    private partial void LogFailed(int attempt, int tries, string fault);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Error, Message = "A mail was given up: {Fault}.")]
    private partial void LogLost(string fault);
}
