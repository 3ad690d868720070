namespace ConceptHub.Catalog;

/// <summary>Licences and what follows from them, in words.</summary>
public static class LicenceWords
{
    /// <summary>What one may do, without the "you may".</summary>
    public static string Name(Permission permission) => permission switch
    {
        Permission.OmitCredit => "use it without naming the creators",
        Permission.SellPictures => "sell pictures made with it",
        Permission.RunService => "offer it in a paid service",
        Permission.PublishMerge => "publish the merged file",
        Permission.ChangeTerms => "publish it under other terms",
        Permission.SellMerge => "sell the merged file",
    };

    /// <summary>"You may not sell the merged file, because of Mira by ana."</summary>
    public static string Sentence(Verdict verdict) => verdict switch
    {
        { IsGranted: true } => $"You may {Name(verdict.Permission)}.",
        { Permission: Permission.OmitCredit } => $"You must name the creators: {Because(verdict)}.",
        _ => $"You may not {Name(verdict.Permission)}, because of {Because(verdict)}.",
    };

    /// <summary>"Mira by ana, Kiro by ben".</summary>
    public static string Because(Verdict verdict) => Names(verdict.Because);

    /// <inheritdoc cref="Because(Verdict)"/>
    public static string Because(UseVerdict verdict) => Names(verdict.Because);

    /// <summary>Why others may not use a concept so, and what to do.</summary>
    public static string Refusal(string concept, HubUse use) => use switch
    {
        HubUse.Download => $"The creator of “{concept}” does not let others download its file.",
        HubUse.Merge => $"The creator of “{concept}” does not let others merge it with concepts of other creators. Use it alone, or take it out of the recipe.",
        HubUse.Export => $"The creator of “{concept}” does not let others export it for other programs. Please take it out of the recipe.",
        _ => $"The creator of “{concept}” does not let others draw with it. Please take it out of the recipe.",
    };

    /// <summary>A licence on one line, for receipts.</summary>
    public static string Line(Licence licence)
    {
        var granted = Enum.GetValues<Permission>().ToLookup(licence.Grants, Name);
        return string.Join("; ", new[] { ("may", granted[true]), ("may not", granted[false]) }.Where(it => it.Item2.Any()).Select(it => $"others {it.Item1} {string.Join(", ", it.Item2)}"));
    }

    private static string Names(IReadOnlyList<LicencedConcept> concepts) => string.Join(", ", concepts.Select(concept => concept.Licence is null ? "a concept that is gone" : $"{concept.Name} by {concept.CreatorName}").Distinct());
}
