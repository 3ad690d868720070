namespace ConceptHub.Catalog;

/// <summary>A member as anybody may see them.</summary>
public sealed record MemberInfo(Guid Id, string UserName, string DisplayName, DateTimeOffset CreatedAt, IReadOnlyList<string> Roles, bool IsSuspended);
