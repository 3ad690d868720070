namespace ConceptHub.Web.Accounts;

/// <summary>Section <c>Accounts</c> of the settings.</summary>
public sealed record AccountOptions
{
    /// <summary>Whether moderators and administrators have the rights of their role only with two steps at sign-in; default false.</summary>
    public bool PrivilegedNeedTwoSteps { get; init; }

    /// <summary>How long members see who signed in and who tried; default 90 days.</summary>
    public TimeSpan KeepSignIns { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A file of SHA-1 hashes of stolen passwords, ordered by hash, as Have I Been Pwned gives it away; empty for none.</summary>
    public string BreachedPasswords { get; init; } = "";
}
