using ConceptHub.BlockLora;

namespace ConceptHub.Catalog.Tests;

public sealed class SimilarConceptsTests : IAsyncLifetime
{
    private const string Likeness = "looker";

    private TestHub _hub = null!;
    private Actor _ann = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ConceptEmbeddings Embeddings => _hub.Get<ConceptEmbeddings>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _ann = await _hub.JoinAsync("ann");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Nearest_come_first_and_those_with_nothing_in_common_do_not()
    {
        var rex = await SeenAsync("rex", 0);
        var (near, nearer, far) = (await SeenAsync("near", 40), await SeenAsync("nearer", 20), await SeenAsync("far", 89));

        Assert.Equal([nearer, near], await SimilarAsync(rex));
        Assert.DoesNotContain(rex, await SimilarAsync(far));
    }

    [Fact]
    public async Task Row_holds_six()
    {
        var rex = await SeenAsync("rex", 0);
        var others = new List<Guid>();
        for (var i = 1; i <= 8; i++) others.Add(await SeenAsync($"dog-{(char)('a' + i)}", i));

        Assert.Equal(others[..6], await SimilarAsync(rex));
    }

    [Fact]
    public async Task Hidden_and_unpublished_ones_and_those_for_older_people_are_left_out()
    {
        var (rex, shy, grown) = (await SeenAsync("rex", 0), await SeenAsync("shy", 5), await SeenAsync("grown", 10, AgeRating.Adult));
        Assert.Equal([shy], await SimilarAsync(rex));
        Assert.Equal([shy, rex], await SimilarAsync(grown));

        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, shy, Token);

        Assert.Empty(await SimilarAsync(rex));
        Assert.Equal([rex], await SimilarAsync(shy)); // its creator still looks at it
    }

    [Fact]
    public async Task What_two_models_say_is_not_compared()
    {
        var (rex, other) = (await SeenAsync("rex", 0), await SeenAsync("other", 0));
        await Embeddings.KeepAsync(await VersionAsync(other), "another looker", At(0), Token);

        Assert.Empty(await SimilarAsync(rex));
    }

    [Fact]
    public async Task Newest_version_is_looked_at_once_by_each_model_with_captions_that_do_not_name_the_concept()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        var unseen = Assert.Single(await Embeddings.UnseenAsync(TestHub.Model, Likeness, 9, Token));
        Assert.Equal(await VersionAsync(rex), unseen.VersionId);
        Assert.DoesNotContain("rex", Assert.Single(unseen.Pictures).Caption, StringComparison.OrdinalIgnoreCase);

        await Embeddings.KeepAsync(unseen.VersionId, Likeness, null, Token);

        Assert.Empty(await Embeddings.UnseenAsync(TestHub.Model, Likeness, 9, Token));
        Assert.Empty(await Embeddings.UnseenAsync(TestHub.Model with { Hash = "other" }, Likeness, 9, Token));
        Assert.Single(await Embeddings.UnseenAsync(TestHub.Model, "another looker", 9, Token));
        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), "Better");
        Assert.Equal(await VersionAsync(rex), Assert.Single(await Embeddings.UnseenAsync(TestHub.Model, Likeness, 9, Token)).VersionId);
    }

    [Theory]
    [InlineData(ConceptKind.Person, "a photo of <mira> person on the beach", "a photo of a person on the beach", "a photo of on the beach")]
    [InlineData(ConceptKind.Subject, "<mug> umbrella in the snow", "an umbrella in the snow", "in the snow")]
    [InlineData(ConceptKind.Style, "a red car in <blue> style", "a red car", "a red car")]
    [InlineData(ConceptKind.Scene, "a cat in <lava> cave", "a cat in a cave", "a cat")]
    [InlineData(ConceptKind.Person, "someone else", "someone else", "someone else")]
    public void Sentence_stands_without_the_concept(ConceptKind kind, string sentence, string plain, string without)
    {
        var words = sentence.Split(' ');
        var at = Array.FindIndex(words, word => word.StartsWith('<'));
        var phrase = at < 0 ? new ConceptPhrase(kind, "<nobody>", "person") : new ConceptPhrase(kind, words[at], words[at + 1]);

        Assert.Equal((plain, without), (phrase.Plain(sentence), phrase.Without(sentence)));
    }

    [Fact]
    public void Vector_is_stored_in_two_bytes_a_number_and_compared_whatever_its_length()
    {
        float[] vector = [.. Enumerable.Range(0, 131).Select(i => MathF.Sin(i))];

        var read = EmbeddingVector.Unpack(EmbeddingVector.Pack(vector));

        Assert.Equal(262, EmbeddingVector.Pack(vector).Length);
        Assert.Equal(vector.Zip(vector, (a, b) => a * b).Sum(), EmbeddingVector.Cosine(read, vector), 0.01f); // float16 keeps three digits
    }

    private async Task<Guid> SeenAsync(string trigger, double degrees, AgeRating rating = AgeRating.Everyone)
    {
        var concept = await _hub.PublishAsync(_ann, trigger, new PublishRequest { Name = $"The {trigger}", AgeRating = rating });
        await Embeddings.KeepAsync(await VersionAsync(concept), Likeness, At(degrees), Token);
        return concept;
    }

    private async Task<Guid> VersionAsync(Guid concept) => (await _hub.Get<Concepts>().FindAsync(concept, _ann, Token))!.Versions[0].Id;

    private async Task<IReadOnlyList<Guid>> SimilarAsync(Guid concept) => [.. (await _hub.Get<ConceptSearch>().SimilarAsync(concept, Token)).Select(card => card.Id)];

    private static float[] At(double degrees) => [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];
}
