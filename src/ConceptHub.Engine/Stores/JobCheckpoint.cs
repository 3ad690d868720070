using System.Security.Cryptography;
using System.Text.Json;

namespace ConceptHub.Engine;

/// <summary>The saved state of one training job. A state of another order (another number, other pictures) is not taken up.</summary>
public sealed class JobCheckpoint
{
    private readonly ICheckpointStore _store;
    private readonly TrainRequest _request;
    private readonly byte[] _mark;

    public JobCheckpoint(ICheckpointStore store, TrainRequest request)
    {
        _store = store;
        _request = request;
        var order = request with { Ticket = new JobTicket(request.Ticket.JobId, 0) };
        _mark = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(order));
    }

    public byte[]? Load()
    {
        var saved = _store.Load(_request.Ticket.JobId);
        return saved is not null && saved.AsSpan().StartsWith(_mark) ? saved[_mark.Length..] : null;
    }

    public void Save(byte[] state) => _store.Save(_request.Ticket.JobId, [.. _mark, .. state]);

    public void Remove() => _store.Remove(_request.Ticket.JobId);
}
