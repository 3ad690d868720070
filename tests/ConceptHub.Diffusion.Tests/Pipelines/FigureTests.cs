using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Pipelines;

/// <summary>Several people and things in one picture: a scene, and each of them in a frame of its own.</summary>
public sealed class FigureTests : IDisposable
{
    private static readonly PictureSizes Square = new(16, 128, 128, 512);
    private readonly TinyModel _tiny = new();
    private readonly RecipePart _ann, _ben;

    public FigureTests() => (_ann, _ben) = (Part(1, "ann", ConceptKind.Person), Part(2, "ben", ConceptKind.Subject));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a photo of <ann> person and <ben> cat on the beach", "a photo of the beach", "a photo of <ann> person on the beach", "a photo of <ben> cat on the beach")]
    [InlineData("<ann> person, <ben> cat in the forest, in <ink> style", "the forest, in <ink> style", "<ann> person in the forest, in <ink> style", "<ben> cat in the forest, in <ink> style")]
    [InlineData("(<ann> person:1.2) with [<ben> cat] in the snow, detailed", "the snow, detailed", "(<ann> person:1.2) in the snow, detailed", "[<ben> cat] in the snow, detailed")]
    [InlineData("(<ann> person and <ben> cat:1.2) on the beach", "the beach", "(<ann> person:1.2) on the beach", "(<ben> cat:1.2) on the beach")]
    [InlineData("a picture of the <ann> person and a <ben> cat", "a picture of a person and a cat", "a picture of the <ann> person", "a picture of a <ben> cat")]
    [InlineData("portrait of <ann> person holding hands with <ben> cat", "portrait of a person holding hands with a cat", "portrait of <ann> person holding hands", "portrait of <ben> cat")]
    [InlineData("the city at night, <ben> and <ANN> person", "the city at night", "the city at night, <ben>", "the city at night and <ANN> person")]
    [InlineData("a photo of <ann> person and <ben> cat", "a photo of a person and a cat", "a photo of <ann> person", "a photo of <ben> cat")]
    [InlineData("a photo of <ann> person wearing a hat and <ben> cat with sunglasses in the forest", "a photo of the forest", "a photo of <ann> person wearing a hat in the forest", "a photo of <ben> cat with sunglasses in the forest")]
    [InlineData("a tall <ann> person and a fat striped <ben> cat on the beach", "the beach", "a tall <ann> person on the beach", "a fat striped <ben> cat on the beach")]
    [InlineData("<ann> person and <ben> cat walking in the snow", "the snow", "<ann> person walking in the snow", "<ben> cat walking in the snow")]
    [InlineData("<ann> person in the forest and <ben> cat", "the forest", "<ann> person in the forest", "in the forest and <ben> cat")]
    [InlineData("<ann> person in a red coat and <ben> cat in the snow", "the snow", "<ann> person in a red coat in the snow", "<ben> cat in the snow")]
    [InlineData("<ann> person and a red car and <ben> cat on the beach", "a red car on the beach", "<ann> person and a red car on the beach", "a red car and <ben> cat on the beach")]
    [InlineData("<ann> person and <ben> cat and a red car on the beach", "a red car on the beach", "<ann> person and a red car on the beach", "<ben> cat and a red car on the beach")]
    [InlineData("<ann> person and <ben> cat evening light", "evening light", "<ann> person evening light", "<ben> cat evening light")]
    [InlineData("<ann> personality and <ben> cat", "personality", "<ann> personality", "personality and <ben> cat")]
    public void Each_is_asked_for_without_the_others_and_the_scene_without_any(string prompt, string scene, string first, string second)
    {
        var plan = FigurePlan.Of(prompt, [("ben", "cat", null), ("ann", "person", null)], 128, 128, Square)!;

        Assert.Equal((scene, first, second), (plan.Scene, plan.Figures[0].Prompt, plan.Figures[1].Prompt));
    }

    [Fact]
    public void Two_with_one_trigger_word_are_drawn_where_it_stands()
    {
        var plan = FigurePlan.Of("(<ann> person:1.1) and <ben> cat on the beach", [("ann", "person", null), ("ann", "", null), ("ben", "cat", null)], 128, 128, Square)!;

        Assert.Equal((3, "the beach"), (plan.Figures.Count, plan.Scene));
    }

    [Fact]
    public void Who_is_alone_without_a_place_is_drawn_in_one_go_and_so_are_places_styles_and_the_whole_picture()
    {
        var (ink, half) = (Part(3, "ink", ConceptKind.Style), new PictureBox(0, 0, 0.5f, 1));

        Assert.Null(Plan("<ann> person in <ink> style", _ann, ink));
        Assert.Null(Plan("<ann> person in <ink> style", _ann, ink with { Region = half }));
        Assert.Null(Plan("<ann> person on the beach", _ann, _ben));
        Assert.Null(Plan("<ann> person and <ben> cat", _ann with { Region = PictureBox.Whole }, _ben));
        Assert.Single(Plan("<ann> person on the beach", _ann with { Region = half })!.Figures);
        Assert.Equal(2, Plan("<ann> person and <ben> cat", _ann with { Region = half }, _ben with { Strength = 0 })!.Figures.Count);
    }

    [Fact]
    public void Who_has_the_whole_picture_is_part_of_the_scene_and_of_nobodys_frame()
    {
        var plan = FigurePlan.Of("<ann> person and <ben> cat on the beach", [("ann", "person", new PictureBox(0, 0.5f, 0.5f, 0.5f)), ("ben", "cat", PictureBox.Whole)], 128, 128, Square)!;

        Assert.Equal(("<ben> cat on the beach", "<ann> person on the beach"), (plan.Scene, Assert.Single(plan.Figures).Prompt));
    }

    [Fact]
    public void Halves_have_frames_that_reach_beyond_the_picture_and_never_into_each_other()
    {
        var (left, right) = (Frame(FigurePlan.Beside(0, 2), FigurePlan.Beside(1, 2)), Frame(FigurePlan.Beside(1, 2), FigurePlan.Beside(0, 2)));

        Assert.Equal((-8, 49, 79, 79), (left.Left, left.Top, left.Width, left.Height));
        Assert.Equal((0, 49, 64, 128), left.Shown);
        Assert.Equal((64, 49, 128, 128), right.Shown);
        Assert.True(left.StandsOnEdge);
        Assert.False(Frame(new PictureBox(0.3f, 0.2f, 0.4f, 0.4f)).StandsOnEdge);
        Assert.Equal(new PictureBox(0, 0, 1, 1), left.Inside(PictureBox.Whole, 128, 128));
        Assert.Null(left.Inside(new PictureBox(0.6f, 0, 0.4f, 1), 128, 128));
    }

    [Theory]
    [InlineData(128, 128)]
    [InlineData(512, 128)]
    [InlineData(64, 256)]
    public void As_many_as_a_recipe_holds_stand_beside_each_other_in_pictures_of_any_shape(int width, int height)
    {
        for (var count = 1; count <= 20; count++)
        {
            var boxes = Enumerable.Range(0, count).Select(place => FigurePlan.Beside(place, count)).ToList();
            var frames = boxes.Select((box, place) => FigureFrame.Of(box, [.. boxes.Where((_, other) => other != place)], width, height, Square)).ToList();
            Assert.All(boxes, box => Assert.True(box is { Left: >= 0, Top: >= 0 } && box.Left + box.Width <= 1.0001f && box.Top + box.Height <= 1.0001f));
            Assert.All(frames, frame => Assert.True(
                frame.Shown.Right > frame.Shown.Left && frame.Shown.Bottom > frame.Shown.Top && frame.Shown.Left >= 0 && frame.Shown.Top >= 0 && frame.Shown.Right <= width && frame.Shown.Bottom <= height, $"{count}: {frame}"));
            for (var i = 0; i < count; i++)
                for (var j = 0; j < i; j++) Assert.False(Meet(frames[i].Shown, frames[j].Shown), $"{count}: {frames[i]} and {frames[j]}");
        }

        static bool Meet((int Left, int Top, int Right, int Bottom) one, (int Left, int Top, int Right, int Bottom) other) =>
            one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;
    }

    [Fact]
    public void What_is_cut_out_and_put_in_again_is_where_it_was()
    {
        using var scope = NewDisposeScope();
        var (across, down) = (linspace(-1, 1, 128).reshape(1, 1, 1, 128), linspace(-1, 1, 128).reshape(1, 1, 128, 1));
        var scene = cat([across.expand(1, 1, 128, 128), down.expand(1, 1, 128, 128), (across * down).expand(1, 1, 128, 128)], 1);
        var picture = scene.clone();
        var frame = Frame(new PictureBox(0.25f, 0.2f, 0.5f, 0.6f));

        frame.Paste(picture, frame.Cut(scene, 128, 128));
        Assert.True((picture - scene).abs().max().item<float>() < 0.02f);

        frame.Paste(picture, ones([1, 3, 128, 128]));
        var changed = (picture - scene).abs().amax([0L, 1]) > 0.05f;   // [height, width]
        Assert.False(changed.narrow(0, 0, frame.Top).any().item<bool>() || changed.narrow(1, 0, frame.Left).any().item<bool>());
        Assert.Equal(1, picture[0, 0, (frame.Shown.Top + frame.Shown.Bottom) / 2, 64].item<float>(), 0.001f);
    }

    [Fact]
    public void A_picture_is_the_scene_with_the_figures_in_their_frames()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var settings = new GenerationSettings { Prompt = "a photo of <ann> person and <ben> cat on the beach", Steps = 4, Seed = 3 };
        var (steps, sizes) = (new List<(int, int)>(), new List<int>());
        var (low, high) = (new PictureBox(0, 0.5f, 0.5f, 0.5f), new PictureBox(0.5f, 0.5f, 0.5f, 0.5f));

        var drawn = pipeline.Generate(settings, [_ann with { Region = low }, _ben with { Region = high }], new Told(step => (steps, sizes) = ([.. steps, (step.Step, step.Of)], [.. sizes, step.Preview().Width])), Token);
        var scene = pipeline.Generate(settings with { Prompt = "a photo of the beach" }, [_ann, _ben], null, Token);
        var other = pipeline.Generate(settings, [_ann with { Region = high }, _ben with { Region = low }], null, Token);

        Assert.Equal(Enumerable.Range(1, 8).Select(step => (step, 8)), steps);
        Assert.All(sizes, width => Assert.Equal(16, width));
        Assert.Equal(Rows(scene, 0, 6), Rows(drawn, 0, 6));
        Assert.NotEqual(Rows(scene, 6, 16), Rows(drawn, 6, 16));
        Assert.NotEqual(Rows(other, 6, 16), Rows(drawn, 6, 16));
    }

    [Fact]
    public void A_start_picture_is_kept_where_nobody_is_and_drawn_over_as_much_in_frames()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var start = pipeline.Generate(new GenerationSettings { Prompt = "a cat", Steps = 4, Seed = 9 }, [], null, Token);
        var settings = new GenerationSettings { Prompt = "<ann> person and <ben> cat on the beach", Steps = 10, Seed = 3, StartPicture = start };
        var steps = new List<int>();

        RgbImage Over(double strength) => pipeline.Generate(settings with { Strength = strength }, [_ann, _ben], new Told(step => steps.Add(step.Of)), Token);
        var (little, much) = (Distance(start, Over(0.2)), Distance(start, Over(0.9)));

        Assert.Equal([4, 18], steps.Distinct());
        Assert.True(little < much, $"{little} and {much}");
    }

    public void Dispose() => _tiny.Dispose();

    private static FigureFrame Frame(PictureBox box, params PictureBox[] others) => FigureFrame.Of(box, others, 128, 128, Square);

    private static FigurePlan? Plan(string prompt, params MergePart[] recipe) => FigurePlan.Of(prompt, recipe, 128, 128, Square);

    private static byte[] Rows(RgbImage picture, int first, int last) => picture.Pixels[(first * picture.Width * 3)..(last * picture.Width * 3)];

    private static double Distance(RgbImage one, RgbImage other) => one.Pixels.Zip(other.Pixels, (a, b) => Math.Abs(a - b)).Average();

    private RecipePart Part(int number, string trigger, ConceptKind kind) => new(
        new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, trigger).WithContextWords(_tiny.Model) with { Kind = kind, ClassWord = kind == ConceptKind.Person ? "person" : "cat" }, 1);

    private sealed class Told(Action<DenoisingStep> tell) : IProgress<DenoisingStep>
    {
        public void Report(DenoisingStep value) => tell(value);
    }
}
