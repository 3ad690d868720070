using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using ConceptHub.Catalog;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Web.Tests.Security;

/// <summary>A page that stumbles tells a number and nothing else; the log has the rest under the same number.</summary>
public sealed class FaultPageTests(FaultPageTests.BrokenHub hub) : IClassFixture<FaultPageTests.BrokenHub>
{
    [Theory]
    [InlineData("/recipes")]
    [InlineData("/recipes?q=%3Cscript%3E")]
    public async Task Fault_tells_the_number_of_its_line_in_the_log_and_no_detail(string path)
    {
        await hub.BreakAsync();

        var answer = await hub.Visitor().GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        var number = answer.Words("main code");
        Assert.Matches("^[0-9a-f]{32}$", number);
        Assert.Contains(hub.Logged, line => line.Contains(number, StringComparison.Ordinal) && line.Contains("no such table", StringComparison.Ordinal));
        Assert.DoesNotMatch(new Regex("no such table|sqlite|exception|   at |ConceptHub\\.Web|\\.cs:line|/recipes\\?q=|<script>", RegexOptions.IgnoreCase), answer.Page.QuerySelector("main")!.InnerHtml);
        Assert.DoesNotMatch(new Regex("no such table|SqliteException|   at ConceptHub|\\.cs:line"), answer.Text);
    }

    /// <summary>A hub in production that loses a table.</summary>
    public sealed class BrokenHub : TestHub, ILoggerProvider, ILogger
    {
        private bool _isBroken;

        /// <summary>What was logged, with its faults.</summary>
        public ConcurrentQueue<string> Logged { get; } = [];

        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["environment"] = "Production" };

        public async Task BreakAsync()
        {
            if (_isBroken) return;
            await using var database = new SqliteConnection($"Data Source={Services.GetRequiredService<HubHome>().DatabaseFile};Pooling=False");
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = "PRAGMA legacy_alter_table = ON; ALTER TABLE Recipes RENAME TO Lost"; // triggers that name it stay
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            _isBroken = true;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Logged.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }

        protected override void Replace(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);
    }
}
