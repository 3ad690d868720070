using System.Text.Json.Nodes;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Verification;

namespace ConceptHub.Diffusion.Tests.Verification;

/// <summary>The reference folder, case by case, with the code of <c>concepthub verify</c>; and whether that code can fail.</summary>
public sealed class FixtureVerificationTests : IClassFixture<OpenFixtures>, IDisposable
{
    private static readonly string[] WithoutUNet = ["tokenizer", "text_encoder", "vae", "scheduler"];
    private readonly string _copy = Directory.CreateTempSubdirectory("concepthub-fixtures-").FullName;
    private readonly OpenFixtures _fixtures;

    public FixtureVerificationTests(OpenFixtures fixtures) => _fixtures = fixtures;

    public static IEnumerable<TheoryDataRow<string>> Names => OpenFixtures.Cases.Select(one => new TheoryDataRow<string>(one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_is_within_its_tolerance(string name)
    {
        var one = OpenFixtures.Cases.Single(known => known.Name == name);
        if (!WithoutUNet.Contains(one.Kind)) FixtureCases.WholeFolder();   // else skipped

        var result = FixtureVerification.Run(_fixtures.Folder, FixtureVerification.CasesOf(_fixtures.Folder).Single(known => known.Name == name));

        Assert.True(result.Passed, $"differs by {result.Difference:g3}, allowed is {result.Tolerance:g3}; {result.Problem}");
    }

    [Fact]
    public void Whole_folder_leaves_no_expected_tensor_unchecked()
    {
        using var folder = FixtureFolder.Open(FixtureCases.WholeFolder());

        var results = FixtureVerification.Run(folder, null, TestContext.Current.CancellationToken);

        Assert.Equal(69, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, result.Name));
    }

    [Fact]
    public void Wrong_epsilon_in_one_config_fails_the_cases_it_touches_and_no_others()
    {
        Copy();
        Change("tiny-sd/text_encoder/config.json", config => config["layer_norm_eps"] = 1e-6);

        var results = Results("text_encoder", "vae", "scheduler", "tokenizer");

        var failed = results.Where(result => !result.Passed).Select(result => result.Name);
        Assert.Equal(["text_encoder.clip_skip_1", "text_encoder.hidden_penultimate", "text_encoder.last_hidden_state", "text_encoder.pooler_output"], failed.Order());
        Assert.All(results.Where(result => !result.Passed), result => Assert.InRange(result.Difference / result.Tolerance, 5, 1000));
    }

    [Fact]
    public void Wrong_epsilon_of_the_unet_fails_its_cases()
    {
        FixtureCases.WholeFolder();
        Copy();
        Change("tiny-sd/unet/config.json", config => config["norm_eps"] = 1e-6);

        var results = Results("unet", "text_encoder");

        Assert.All(results, result => Assert.Equal(result.Name.StartsWith("text_encoder", StringComparison.Ordinal), result.Passed));
    }

    [Fact]
    public void Unknown_kinds_results_and_options_fail_by_name()
    {
        Copy();
        Change("cases.json", cases =>
        {
            cases["controlnet"] = new JsonArray();
            cases["text_encoder"]!["attention_map"] = "te.pooler_output";
            cases["scheduler"]!["cases"]![0]!["class"] = "PNDMScheduler";
            cases["scheduler"]!["cases"]![1]!["config"]!["thresholding"] = true;
        });

        var failed = Results("controlnet", "text_encoder", "scheduler").Where(result => !result.Passed).ToDictionary(result => result.Name, result => result.Problem!);

        Assert.Equal(4, failed.Count);
        Assert.Contains("kind of case is not known", failed["controlnet"]);
        Assert.Contains("not known", failed["text_encoder.attention_map"]);
        Assert.Contains("PNDMScheduler", failed["sched.ddim_leading.eps"]);
        Assert.Contains("thresholding", failed["sched.ddim_trailing.eps"]);
    }

    [Fact]
    public void Expected_tensor_that_no_case_gives_is_told()
    {
        FixtureCases.WholeFolder();
        Copy();
        Change("cases.json", cases => cases["unet"]!.AsArray().RemoveAt(0));
        using var folder = FixtureFolder.Open(_copy);

        var results = FixtureVerification.Run(folder, null, TestContext.Current.CancellationToken);

        Assert.Contains("unet.a.out", Assert.Single(results, result => !result.Passed).Problem);
    }

    [Fact]
    public void Folder_that_is_none_says_what_is_missing()
    {
        var fault = Assert.Throws<InvalidModelException>(() => FixtureFolder.Open(_copy));

        Assert.Contains("cases.json is missing", fault.Message);
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private List<CaseResult> Results(params string[] kinds)
    {
        using var folder = FixtureFolder.Open(_copy);
        return [.. FixtureVerification.CasesOf(folder).Where(one => kinds.Contains(one.Kind)).Select(one => FixtureVerification.Run(folder, one))];
    }

    private void Copy()
    {
        var from = OpenFixtures.Path;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_copy, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
            File.SetAttributes(to, FileAttributes.Normal);
        }
    }

    private void Change(string file, Action<JsonNode> change)
    {
        var path = Path.Combine(_copy, file);
        var root = JsonNode.Parse(ConfigReader.WithoutPythonNumbers(File.ReadAllText(path)))!;
        change(root);
        File.WriteAllText(path, root.ToJsonString());
    }
}

/// <summary>The reference folder, with the model loaded once for all cases.</summary>
public sealed class OpenFixtures : IDisposable
{
    /// <summary>The whole folder where it is at hand, else the repository's, which lacks the UNet's weights.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(FixtureCases.Find("tiny-sd/unet/diffusion_pytorch_model.safetensors") is { } unet
        ? System.IO.Path.Combine(unet, "..", "..", "..") : System.IO.Path.Combine(FixtureCases.Find("cases.json")!, "..")));

    public static IReadOnlyList<VerificationCase> Cases { get; } = ReadCases();

    public FixtureFolder Folder { get; } = FixtureFolder.Open(Path);

    public void Dispose() => Folder.Dispose();

    private static IReadOnlyList<VerificationCase> ReadCases()
    {
        using var folder = FixtureFolder.Open(Path);
        return FixtureVerification.CasesOf(folder);
    }
}
