using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>What a member says when publishing a new version.</summary>
public sealed record VersionRequest
{
    /// <summary>What is new; 1 to 500 characters.</summary>
    public string ChangeNote { get; init; } = "";
    public StrengthRange Strength { get; init; } = StrengthRange.Usual;

    /// <summary>Who this version shows; must be said anew of a person.</summary>
    public Depiction? Depicts { get; init; }

    /// <summary>In the place of the former version's.</summary>
    public IReadOnlyList<Look> Looks { get; init; } = [];

    /// <summary>Blobs of samples of the training, in order, to show in the place of the concept's pictures; empty keeps those.</summary>
    public IReadOnlyList<string> Showcase { get; init; } = [];

    /// <summary>Show the training pictures to everyone, or none any more.</summary>
    public bool ShowTrainingPictures { get; init; }
}

/// <summary>Answer to the wish for a new version.</summary>
public abstract record StartVersionResult
{
    private StartVersionResult() { }

    /// <param name="DraftId">A new draft, or the one that was begun before.</param>
    public sealed record Started(Guid DraftId) : StartVersionResult;

    public sealed record Refused(string Sentence) : StartVersionResult;

    public T Match<T>(Func<Started, T> started, Func<Refused, T> refused) => this switch
    {
        Started it => started(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
