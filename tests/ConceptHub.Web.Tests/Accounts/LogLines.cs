using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>Keeps what a hub writes to its log.</summary>
public sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<(int Event, string Text)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Line(this);

    public void Dispose()
    {
    }

    private sealed class Line(LogLines kept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            kept.Lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}
