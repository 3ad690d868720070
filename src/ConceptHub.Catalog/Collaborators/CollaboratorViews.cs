namespace ConceptHub.Catalog;

/// <summary>Somebody who works on a concept beside its owner.</summary>
/// <param name="HasAccepted">False while the member was only asked; the owner and the member alone know of that.</param>
public sealed record CollaboratorInfo(Guid MemberId, string UserName, string DisplayName, bool HasAccepted);
