namespace ConceptHub.Catalog;

/// <summary>Whether a recipe may be used so.</summary>
/// <param name="Because">Concepts whose creators do not want it; none when it may.</param>
public sealed record UseVerdict(HubUse Use, IReadOnlyList<LicencedConcept> Because)
{
    public bool IsGranted => Because.Count == 0;
}

/// <summary>Who wants to do what with a recipe.</summary>
/// <param name="User">Creators are not bound by their own word; null for anybody.</param>
/// <param name="Purpose"><see cref="HubUse.Draw"/> or <see cref="HubUse.Export"/>.</param>
public sealed record RecipeUse(Guid? User, HubUse Purpose)
{
    public static RecipeUse Drawing(Actor? user) => new(user?.Id, HubUse.Draw);

    public static RecipeUse Exporting(Actor? user) => new(user?.Id, HubUse.Export);
}

/// <summary>What the hub itself prevents when a concept's creator does not want it.</summary>
public static class UseControl
{
    /// <summary>What may be done with a recipe of these concepts: draw, merge (only where several creators meet) and export.</summary>
    /// <param name="user">Who wants to do it; null for anybody.</param>
    public static IReadOnlyList<UseVerdict> Of(IReadOnlyList<LicencedConcept> concepts, Guid? user)
    {
        HubUse[] uses = concepts.DistinctBy(concept => concept.CreatorId).Skip(1).Any() ? [HubUse.Draw, HubUse.Merge, HubUse.Export] : [HubUse.Draw, HubUse.Export];
        return [.. uses.Select(use => new UseVerdict(use, [.. concepts.Where(concept => !Grants(concept, use, user))]))];
    }

    /// <summary>Why a concept may not be in a recipe that is used so, as a sentence; null when it may.</summary>
    /// <param name="others">The concepts that it would be merged with.</param>
    internal static string? Problem(LicencedConcept concept, IEnumerable<LicencedConcept> others, RecipeUse use)
    {
        if (!Grants(concept, use.Purpose, use.User)) return LicenceWords.Refusal(concept.Name, use.Purpose);
        return !Grants(concept, HubUse.Merge, use.User) && others.Any(other => other.CreatorId != concept.CreatorId) ? LicenceWords.Refusal(concept.Name, HubUse.Merge) : null;
    }

    /// <summary>A concept that is gone prevents nothing: there is nothing left to use.</summary>
    internal static bool Grants(LicencedConcept concept, HubUse use, Guid? user) =>
        concept.CreatorId == user || concept.Licence is not { } licence || licence.Uses.HasFlag(use);
}
