using System.Globalization;

namespace ConceptHub.Faults.Tests;

/// <summary>What the sites said they had accepted, kept outside of them.</summary>
internal sealed class AcceptedJobs
{
    private readonly Dictionary<Guid, int> _seeds = [];
    private readonly HashSet<Guid> _cancelled = [];

    public int Count => _seeds.Count;

    public int CancelledCount => _cancelled.Count;

    /// <summary>Each with the seed of its picture.</summary>
    public IReadOnlyDictionary<Guid, int> Seeds => _seeds;

    public bool WasCancelled(Guid job) => _cancelled.Contains(job);

    public void Hear(string line)
    {
        switch (line.Split(' '))
        {
            case [FaultySite.Accepted, var job, var seed]:
                _seeds.Add(Guid.Parse(job), int.Parse(seed, CultureInfo.InvariantCulture));
                break;
            case [FaultySite.Cancelled, var job]:
                _cancelled.Add(Guid.Parse(job));
                break;
        }
    }
}
