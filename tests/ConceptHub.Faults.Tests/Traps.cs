using System.Data.Common;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ConceptHub.Faults.Tests;

/// <summary>Kills this process, as <c>kill -9</c> does, the how manyth time it comes to a point.</summary>
/// <param name="isGreedy">Takes memory instead, until the kernel kills it; all else goes on meanwhile.</param>
internal sealed class Trap(KillPoint point, int at, bool isGreedy = false)
{
    private const int Bite = 16 << 20, MostBites = 256;
    private int _left = at;
    private volatile bool _isOpen;

    /// <summary>From now on; a site that dies before it is ready would try nothing.</summary>
    public void Open() => _isOpen = true;

    public void Pass(KillPoint here)
    {
        if (!_isOpen || here != point || Interlocked.Decrement(ref _left) != 0) return;
        if (isGreedy) TakeMemory();
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);   // nothing more happens on this thread
    }

    private static unsafe void TakeMemory()
    {
        for (var i = 0; i < MostBites; i++) NativeMemory.Fill(NativeMemory.Alloc(Bite), Bite, 1);
        throw new InvalidOperationException($"{MostBites * (long)Bite >> 20} MiB were to be had: nobody limits the memory of this process.");
    }
}

/// <summary>Every commit of the database; a command outside of a transaction is one of its own.</summary>
internal sealed class CommitTrap(Trap trap) : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        trap.Pass(KillPoint.BeforeCommit);
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        trap.Pass(KillPoint.AfterCommit);
        return Task.CompletedTask;
    }
}

/// <summary>Takes out what queues jobs again that a killed site left running.</summary>
internal sealed class NoRequeue : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(IsRequeue(command) ? InterceptionResult<int>.SuppressWithResult(0) : result);

    private static bool IsRequeue(DbCommand command) =>
        command.CommandText.StartsWith("UPDATE \"Jobs\"", StringComparison.Ordinal) && command.CommandText.Contains("\"Worker\" = NULL", StringComparison.Ordinal);
}

/// <summary>Has the database trust the system with its commits, as it does by itself in the mode of its log that the site uses.</summary>
internal sealed class NoFlush : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL;";
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}

internal sealed class TrappedBlobs(FileBlobStore blobs, Trap trap, bool isLate) : IBlobStore
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    public async Task<string> PutAsync(Stream content, CancellationToken cancellation)
    {
        trap.Pass(KillPoint.BeforeFile);
        var hash = isLate ? await PromiseAsync(content, cancellation) : await blobs.PutAsync(content, cancellation);
        trap.Pass(KillPoint.AfterFile);
        return hash;
    }

    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation) => blobs.OpenReadAsync(sha256, cancellation);

    // The hash at once, the file when it suits: a missing guard.
    private async Task<string> PromiseAsync(Stream content, CancellationToken cancellation)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellation);
        var bytes = copy.ToArray();
        _ = Task.Delay(Late, CancellationToken.None).ContinueWith(_ => blobs.PutAsync(bytes, CancellationToken.None), TaskScheduler.Default);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}

/// <summary>Delivers every last word of a job twice, as a transport may after a fault.</summary>
internal sealed class TrappedTransport(IJobTransport transport, Trap trap) : IJobTransport
{
    public async ValueTask SubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        trap.Pass(KillPoint.BeforeHandOut);
        await transport.SubmitAsync(request, cancellation);
        trap.Pass(KillPoint.AfterHandOut);
    }

    public ValueTask CancelAsync(JobTicket ticket, CancellationToken cancellation) => transport.CancelAsync(ticket, cancellation);

    public IAsyncEnumerable<JobEvent> EventsAsync(CancellationToken cancellation) => transport.EventsAsync(cancellation);

    public IAsyncEnumerable<JobRequest> RequestsAsync(CancellationToken cancellation) => transport.RequestsAsync(cancellation);

    public IAsyncEnumerable<JobTicket> CancelsAsync(CancellationToken cancellation) => transport.CancelsAsync(cancellation);

    public async ValueTask PublishAsync(JobEvent happening, CancellationToken cancellation)
    {
        trap.Pass(KillPoint.BeforeEvent);
        await transport.PublishAsync(happening, cancellation);
        if (happening.IsLast) await transport.PublishAsync(happening, cancellation);
        trap.Pass(KillPoint.AfterEvent);
    }
}
