namespace ConceptHub.Catalog.Tests;

public sealed class LicenceIntersectionTests
{
    private static readonly Guid Ana = Guid.NewGuid(), Ben = Guid.NewGuid();
    private static readonly Licence Strict = new(false, CommercialUse.None, false, false);
    private static readonly Licence All = new(true, CommercialUse.Pictures | CommercialUse.Service | CommercialUse.Sell, true, true);

    [Theory]
    [InlineData(Permission.OmitCredit)]
    [InlineData(Permission.SellPictures)]
    [InlineData(Permission.RunService)]
    [InlineData(Permission.PublishMerge)]
    [InlineData(Permission.ChangeTerms)]
    [InlineData(Permission.SellMerge)]
    public void One_strict_concept_forbids_it_and_is_named(Permission permission)
    {
        var verdict = Of(null, new("Mira", Ana, "ana", All), new("Kiro", Ben, "ben", Strict)).Single(verdict => verdict.Permission == permission);

        Assert.Equal(["Kiro"], verdict.Because.Select(concept => concept.Name));
    }

    [Fact]
    public void What_all_concepts_permit_is_permitted()
    {
        var verdicts = Of(null, new("Mira", Ana, "ana", All), new("Kiro", Ben, "ben", Licence.Open));

        Assert.Equal([Permission.SellMerge], verdicts.Where(verdict => !verdict.IsGranted).Select(verdict => verdict.Permission));
    }

    [Fact]
    public void Nothing_follows_from_no_concept()
    {
        Assert.All(Of(null), verdict => Assert.True(verdict.IsGranted));
    }

    [Fact]
    public void Creators_are_not_bound_by_their_own_licence()
    {
        var mixed = new LicencedConcept[] { new("Mira", Ana, "ana", Strict), new("Kiro", Ben, "ben", Strict) };

        Assert.All(Of(Ana, mixed), verdict => Assert.Equal(["Kiro"], verdict.Because.Select(concept => concept.Name)));
        Assert.All(Of(Ana, mixed[0]), verdict => Assert.True(verdict.IsGranted));
    }

    [Fact]
    public void Who_forbids_merges_forbids_to_sell_them_and_to_change_their_terms()
    {
        var verdicts = Of(null, new LicencedConcept("Mira", Ana, "ana", All with { Derivatives = false }));

        Assert.Equal([Permission.PublishMerge, Permission.ChangeTerms, Permission.SellMerge], verdicts.Where(verdict => !verdict.IsGranted).Select(verdict => verdict.Permission));
    }

    [Fact]
    public void Concept_that_is_gone_permits_nothing_even_to_its_creator()
    {
        var verdicts = Of(Ana, new LicencedConcept("", Ana, "", null));

        Assert.All(verdicts, verdict => Assert.False(verdict.IsGranted));
        Assert.Contains("You may not sell the merged file, because of a concept that is gone.", verdicts.Select(LicenceWords.Sentence));
    }

    [Fact]
    public void Words_name_whom_to_credit_and_who_forbids()
    {
        var said = Of(null, new("Mira", Ana, "ana", Licence.Open with { UseWithoutCredit = false }), new("Kiro", Ben, "ben", Licence.Open)).Select(LicenceWords.Sentence).ToList();

        Assert.Contains("You must name the creators: Mira by ana.", said);
        Assert.Contains("You may sell pictures made with it.", said);
        Assert.Contains("You may not sell the merged file, because of Mira by ana, Kiro by ben.", said);
        Assert.Equal("others may sell pictures made with it, offer it in a paid service, publish the merged file, publish it under other terms; others may not use it without naming the creators, sell the merged file",
            LicenceWords.Line(Licence.Open with { UseWithoutCredit = false }));
    }

    private static IReadOnlyList<Verdict> Of(Guid? viewer, params LicencedConcept[] concepts) => LicenceIntersection.Of(concepts, viewer);
}
