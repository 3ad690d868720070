using ConceptHub.Cli.Evaluate;
using ConceptHub.Cli.Evaluate.Pairs;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Tests.Evaluate;

public sealed class EvaluationPartsTests
{
    [Theory]
    [InlineData("mira", "a photo of <mira> person on the beach", "a photo of a person on the beach")]
    [InlineData("mira", "<mira> person wearing a tophat on the beach", "a person wearing a tophat on the beach")]
    [InlineData("zubi", "in space there is <zubi> animal", "in space there is an animal")]
    [InlineData("unka", "a red <unka> cat in a meadow", "a red cat in a meadow")]
    [InlineData("lolli", "a photo of a blue cat in <lolli> place", "a photo of a blue cat in a place")]
    [InlineData("blupa", "the beach in <blupa> style", "the beach")]
    public void Plain_prompt_says_the_class_where_the_concept_stood(string trigger, string text, string plain) =>
        Assert.Equal(plain, ConceptPrompts.Plain(HeldOutConcepts.All.Single(c => c.TriggerWord == trigger), text));

    [Fact]
    public void Prompts_of_every_concept_have_noise_of_their_own()
    {
        var prompts = HeldOutConcepts.All.SelectMany(c => ConceptPrompts.Of(c, EvaluationSettings.Full)).ToList();

        Assert.Equal(15 * 20 * 8, prompts.Select(p => p.Noise).Distinct().Count());
        Assert.All(prompts, p => Assert.DoesNotContain('<', p.Plain));
    }

    [Fact]
    public void Every_two_concepts_that_can_share_a_picture_do()
    {
        Assert.Equal([36, 27, 27], PairSet.Judged.Pairs.GroupBy(p => p.Kind).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal(90, PairSet.Judged.Pairs.DistinctBy(p => p.Name).Count());
        Assert.All(PairSet.Judged.Pairs.Where(p => p.Kind == PairKind.Sides), p => Assert.Equal(p.Members, [p.Pictures[0].Left, p.Pictures[1].Left]));
        Assert.Equal([3, 3, 9], PairSet.Development.Pairs.GroupBy(p => p.Kind).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.All(PairSet.Development.Pairs, p => Assert.Equal(8, p.Pictures.DistinctBy(picture => picture.Text).Count()));
        Assert.Empty(PairSet.Development.Concepts.Intersect(PairSet.Judged.Concepts));
    }

    [Fact]
    public void Plain_prompt_of_a_pair_says_both_classes()
    {
        var pairs = PairSet.Judged.Pairs.ToDictionary(p => p.Name, p => p.Pictures.Select(picture => picture.Plain));

        Assert.Equal(["a person and a mug on the beach", "a photo of a mug and a person in the forest"], pairs["mira+hami"]);
        Assert.Equal(["an animal in a place", "a picture of an animal in a place"], pairs["zubi+magna"]);
        Assert.Equal(["a cat in a meadow", "a picture of a cat on the beach"], pairs["unka+blupa"]);
    }

    [Fact]
    public void A_few_prompts_are_of_every_group()
    {
        var prompts = ConceptPrompts.Of(HeldOutConcepts.All[0], EvaluationSettings.Quick);

        Assert.Equal(Enum.GetValues<PromptGroup>(), prompts.Select(p => p.Group).Order());
    }

    [Fact]
    public void Sets_below_fifteen_are_five_by_chance_and_the_people()
    {
        var sets = ConceptSets.Of(5, randomSets: 5).ToList();

        Assert.Equal(["random1", "random2", "random3", "random4", "random5", "people"], sets.Select(s => s.Name));
        Assert.All(sets, s => Assert.Equal(5, s.Members.Distinct().Count()));
        Assert.All(sets[^1].Members, c => Assert.Equal(HeldOutKind.Person, c.Kind));
        Assert.Equal(5, sets.Take(5).DistinctBy(s => string.Join(' ', s.Members.Select(c => c.TriggerWord))).Count());
        Assert.Equal(15, Assert.Single(ConceptSets.Of(15, randomSets: 5)).Count);
    }

    [Fact]
    public void Falsehood_exchanges_one_word_for_another_of_its_kind()
    {
        var random = new Random(1);

        var sentences = Enumerable.Range(0, 20).Select(_ => JudgeLessons.Falsehood("a red cat on the beach", random).Split(' ')).ToList();

        Assert.All(sentences, words => Assert.Equal(1, words.Zip("a red cat on the beach".Split(' ')).Count(it => it.First != it.Second)));
        Assert.Contains(sentences, words => words[1] != "red");
        Assert.Contains(sentences, words => words[2] != "cat");
    }

    [Fact]
    public void Numbers_of_different_pools_are_of_different_pools()
    {
        var plan = new BlockLora.BlockPlan("base", 16, [.. Enumerable.Range(0, 7).Select(i => new BlockLora.BlockSite($"s{i}", [new BlockLora.AdaptedLayer($"l{i}", 32, 32)]))]);

        var numbers = Enumerable.Range(0, 15).Select(i => Families.Pools.NumberOf(i, plan)).ToList();

        Assert.Equal(15, numbers.Select(n => n / 16).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 15), Enumerable.Range(0, 15).Select(i => Families.Default.NumberOf(i, plan)));
    }

    [Fact]
    public void Retention_is_what_is_left_above_the_floor()
    {
        var arm = KnownArms.Named(["default"])[0];
        var rows = new[] { "mira", "tano" }.SelectMany(concept => new[]
        {
            Row(MergeScoring.Floor, 1, concept, 0.1), Row("single:default", 1, concept, 0.9), Row("default", 15, concept, concept == "mira" ? 0.9 : 0.5),
        }).ToList();

        var table = new ScoreTable(rows, [arm]);

        Assert.Equal(0.75, table.Retention(arm, 15, Metrics.Identity).Mean, 9);   // (0.8 + 0.4) / (0.8 + 0.8)
        Assert.Equal(0.7, table.Of(arm, 15).Identity.Mean, 9);
    }

    [Fact]
    public void Scores_come_back_from_their_line()
    {
        var row = Row("default", 15, "mira", 0.125);

        Assert.Equal(row, ScoreRow.Parse(row.ToString()));
    }

    [Fact]
    public void Conflict_levels_begin_where_members_begin_to_lose()
    {
        var merges = Enumerable.Range(0, 100).Select(i => (IReadOnlyList<MemberConflict>)[new MemberConflict(i / 100.0, 0, i < 50 ? 0 : 0.5)]).ToList();

        var calibration = ConflictCalibration.Of("crosstalk", merges, m => m.Crosstalk);

        Assert.InRange(calibration.MergeCorrelation, 0.8, 1);
        Assert.InRange(calibration.Amber, 0.3, calibration.Red);
        Assert.InRange(calibration.Red, 0.4, 0.6);
    }

    private static ScoreRow Row(string arm, int count, string concept, double value) => new(arm, count, "all", concept, "person", 1, "place", Metrics.Identity, value);
}
