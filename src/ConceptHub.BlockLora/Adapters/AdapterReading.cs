using System.Diagnostics;

namespace ConceptHub.BlockLora;

/// <summary>Outcome of reading a file that may come from a stranger.</summary>
public abstract record AdapterReading
{
    private AdapterReading()
    {
    }

    public sealed record Accepted(ConceptAdapter Adapter) : AdapterReading;

    public sealed record Refused(IReadOnlyList<AdapterRefusal> Problems) : AdapterReading;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted it => accepted(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
