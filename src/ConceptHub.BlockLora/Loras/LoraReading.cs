using System.Diagnostics;

namespace ConceptHub.BlockLora;

/// <summary>Outcome of reading an ordinary LoRA that may come from a stranger.</summary>
public abstract record LoraReading
{
    private LoraReading()
    {
    }

    public sealed record Accepted(OrdinaryLora Lora) : LoraReading;

    public sealed record Refused(IReadOnlyList<AdapterRefusal> Problems) : LoraReading;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted it => accepted(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
