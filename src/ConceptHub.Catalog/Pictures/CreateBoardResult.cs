using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>Answer to a new board.</summary>
public abstract record CreateBoardResult
{
    private CreateBoardResult() { }

    public sealed record Created(Guid Id) : CreateBoardResult;

    public sealed record Refused(string Sentence) : CreateBoardResult;

    public T Match<T>(Func<Created, T> created, Func<Refused, T> refused) => this switch
    {
        Created it => created(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
