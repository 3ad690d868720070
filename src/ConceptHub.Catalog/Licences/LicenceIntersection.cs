namespace ConceptHub.Catalog;

/// <summary>What somebody may want to do with a result that concepts of several people went into.</summary>
public enum Permission
{
    /// <summary>Show it without naming the creators.</summary>
    OmitCredit,
    SellPictures,

    /// <summary>Let others draw with it for money.</summary>
    RunService,

    /// <summary>Give the merged file to others.</summary>
    PublishMerge,

    /// <summary>Give it to them under other terms.</summary>
    ChangeTerms,
    SellMerge,
}

/// <summary>A concept's say in a recipe.</summary>
/// <param name="CreatorId">Whose it is: creators are not bound by their own licence.</param>
/// <param name="Licence">Null for a concept that is gone: then nobody can say what is permitted.</param>
public sealed record LicencedConcept(string Name, Guid CreatorId, string CreatorName, Licence? Licence);

/// <summary>Whether something may be done.</summary>
/// <param name="Because">Concepts that do not permit it; none when it is permitted.</param>
public sealed record Verdict(Permission Permission, IReadOnlyList<LicencedConcept> Because)
{
    public bool IsGranted => Because.Count == 0;
}

/// <summary>The licence of a merge: a result may be used as all of its concepts permit.</summary>
public static class LicenceIntersection
{
    /// <summary>One verdict for each permission, in their order.</summary>
    /// <param name="viewer">Who wants to do it; null for anybody.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<LicencedConcept> concepts, Guid? viewer) =>
        [.. Enum.GetValues<Permission>().Select(permission => new Verdict(permission, [.. concepts.Where(concept => !Grants(concept, permission, viewer))]))];

    /// <summary>What one licence says. Whoever forbids merges to be published forbids to sell them or to change their terms, too.</summary>
    public static bool Grants(this Licence licence, Permission permission) => permission switch
    {
        Permission.OmitCredit => licence.UseWithoutCredit,
        Permission.SellPictures => licence.Commercial.HasFlag(CommercialUse.Pictures),
        Permission.RunService => licence.Commercial.HasFlag(CommercialUse.Service),
        Permission.PublishMerge => licence.Derivatives,
        Permission.ChangeTerms => licence is { Derivatives: true, OtherLicenceForDerivatives: true },
        Permission.SellMerge => licence.Derivatives && licence.Commercial.HasFlag(CommercialUse.Sell),
    };

    private static bool Grants(LicencedConcept concept, Permission permission, Guid? viewer) =>
        concept.Licence is { } licence && (concept.CreatorId == viewer || licence.Grants(permission));
}
