using System.Diagnostics;

namespace ConceptHub.Web.Accounts;

/// <summary>Answer to a sign-in.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer() { }

    public sealed record SignedIn : SignInAnswer;

    /// <summary>The password is right; a code is asked for now.</summary>
    public sealed record NeedsCode : SignInAnswer;

    public sealed record Refused(string Sentence) : SignInAnswer;

    public T Match<T>(Func<SignedIn, T> signedIn, Func<NeedsCode, T> needsCode, Func<Refused, T> refused) => this switch
    {
        SignedIn it => signedIn(it),
        NeedsCode it => needsCode(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
