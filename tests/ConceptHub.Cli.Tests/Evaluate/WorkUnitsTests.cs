using ConceptHub.Cli.Evaluate;

namespace ConceptHub.Cli.Tests.Evaluate;

public sealed class WorkUnitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("work-units-").FullName;

    [Fact]
    public void What_is_done_is_not_done_again()
    {
        var made = new List<string>();

        WorkUnits.Do("work", Units(made, "a", "b"), TestContext.Current.CancellationToken);
        WorkUnits.Do("work", Units(made, "a", "b", "c"), TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], made);
    }

    [Fact]
    public void Work_that_was_cut_off_leaves_no_file_and_is_gone_on_with()
    {
        var made = new List<string>();
        var failing = Unit("b", path =>
        {
            File.WriteAllText(path, "half");
            throw new InvalidDataException("cut off");
        });

        Assert.Throws<InvalidDataException>(() => WorkUnits.Do("work", [.. Units(made, "a"), failing], TestContext.Current.CancellationToken));
        Assert.False(failing.IsDone);
        WorkUnits.Do("work", Units(made, "a", "b"), TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], made);
        Assert.Equal("b", File.ReadAllText(Path.Combine(_folder, "b")));
    }

    [Fact]
    public async Task Two_at_work_share_it()
    {
        var made = new List<string>();
        var names = Enumerable.Range(0, 20).Select(i => $"{i}").ToArray();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => WorkUnits.Do("work", Units(made, names), CancellationToken.None))));

        Assert.Equal(names.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_differ_when_any_part_does()
    {
        Assert.Equal(WorkUnits.Key("a", 1), WorkUnits.Key("a", 1));
        Assert.NotEqual(WorkUnits.Key("a", 1), WorkUnits.Key("a", 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WorkUnit[] Units(List<string> made, params string[] names) => [.. names.Select(name => Unit(name, path =>
    {
        File.WriteAllText(path, name);
        lock (made) made.Add(name);
    }))];

    private WorkUnit Unit(string name, Action<string> make) => new(name, Path.Combine(_folder, name), 1, (path, _) => make(path));
}
