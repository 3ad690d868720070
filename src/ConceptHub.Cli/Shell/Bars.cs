using Spectre.Console;

namespace ConceptHub.Cli.Shell;

/// <summary>Progress bars on standard error, so that standard output stays for results.</summary>
internal static class Bars
{
    // One for each bar: a console shows one moving thing at a time.
    private static IAnsiConsole Error => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Runs the work under one bar; <paramref name="work"/> runs on the calling thread.</summary>
    public static T Run<T>(string title, double steps, Func<Bar, T> work) => Error.Progress()
        .AutoClear(Console.IsErrorRedirected)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context => work(new Bar(context.AddTask(Markup.Escape(title), maxValue: steps))));

    public static void Run(string title, double steps, Action<Bar> work) => Run(title, steps, bar =>
    {
        work(bar);
        return true;
    });
}

/// <summary>One bar.</summary>
internal sealed class Bar(ProgressTask task)
{
    /// <summary>What is going on, at the step where the bar stands.</summary>
    public void Say(string title) => task.Description = Markup.Escape(title);

    /// <summary>Steps done so far, and what is going on.</summary>
    public void At(double done, string? title = null)
    {
        task.Value = done;
        if (title is not null) Say(title);
    }
}

/// <summary>Reports on the thread that did the step; <see cref="Progress{T}"/> would hand it to another, where tensors are gone.</summary>
internal sealed class Inline<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
