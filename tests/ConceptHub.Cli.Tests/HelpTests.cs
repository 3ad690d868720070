namespace ConceptHub.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Help_lists_the_commands()
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync("--help");

        Assert.Equal(0, ended.Status);
        Assert.All(["generate", "train", "merge", "import", "migrate", "check", "users", "audit", "pretrain", "judge", "evaluate", "seed"], command => Assert.Contains($"\n  {command}", ended.Output));
    }

    [Theory]
    [InlineData("--prompt", "generate")]
    [InlineData("--pictures", "train")]
    [InlineData("FILE[:STRENGTH]", "merge")]
    [InlineData("--check", "migrate")]
    [InlineData("NAME", "users", "grant-role")]
    [InlineData("--holds", "audit", "verify")]
    [InlineData("--resume", "pretrain")]
    [InlineData("--json", "judge")]
    [InlineData("--skip-existing", "seed")]
    [InlineData("--pictures", "examples")]
    [InlineData("--seeds", "showcase")]
    [InlineData("recipe", "bench")]
    [InlineData("--method", "import")]
    [InlineData("--quick", "evaluate", "merge")]
    [InlineData("--setting", "evaluate", "sweep")]
    [InlineData("--count", "evaluate", "scale")]
    [InlineData("--merges", "evaluate", "conflicts")]
    [InlineData("--exam", "evaluate", "judges")]
    public async Task Command_explains_itself(string expected, params string[] command)
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync([.. command, "--help"]);

        Assert.Equal(0, ended.Status);
        Assert.Contains(expected, ended.Output);
        Assert.Empty(ended.Error);
    }

    [Theory]
    [InlineData("--prompt", "generate")]
    [InlineData("--trigger", "train", "--pictures", ".")]
    [InlineData("merge", "merge")]
    [InlineData("dance", "dance")]
    [InlineData("sleepy", "generate", "--prompt", "a cat", "--scheduler", "sleepy")]
    [InlineData("many", "generate", "--prompt", "a cat", "--steps", "many")]
    [InlineData("nowhere", "train", "--pictures", "nowhere", "--trigger", "mira")]
    [InlineData("king", "users", "grant-role", "ann", "king")]
    [InlineData("magic", "evaluate", "merge", "--arm", "magic")]
    public async Task Wrong_usage_is_named_on_standard_error(string named, params string[] arguments)
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync(arguments);

        Assert.Equal(2, ended.Status);
        Assert.Contains(named, ended.Error);
    }

    [Fact]
    public async Task No_command_shows_the_help()
    {
        using var concepthub = new Concepthub();

        var ended = await concepthub.RunAsync();

        Assert.Equal(2, ended.Status);
        Assert.Contains("generate", ended.Output);
    }
}
