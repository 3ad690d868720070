namespace ConceptHub.Catalog;

/// <summary>Who a concept of a person shows, by the word of whoever publishes it. Invented: nobody who lives. Self: whoever says so. Agreed: somebody else, who agreed to it.</summary>
public enum DepictedPerson { Invented, Self, Agreed }

/// <summary>What a member says about who is shown.</summary>
/// <param name="Note">How the other person agreed, for moderators; up to 300 characters, and only beside <see cref="DepictedPerson.Agreed"/>.</param>
public sealed record Depiction(DepictedPerson Person, string Note = "");

/// <summary>What was said about who is shown, by whom and when.</summary>
/// <param name="Note">Empty for whoever is neither the concept's owner nor a moderator.</param>
/// <param name="MemberName">User name of whoever said it.</param>
/// <param name="Version">The newest version at that time.</param>
public sealed record DepictionInfo(DepictedPerson Person, string Note, string MemberName, int Version, DateTimeOffset At);
