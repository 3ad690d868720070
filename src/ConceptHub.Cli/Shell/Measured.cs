using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ConceptHub.Cli.Shell;

/// <summary>One measured number.</summary>
/// <param name="Name">Dotted and stable, for example <c>recipe.merge.p50</c>.</param>
/// <param name="Unit">ms, s, share, bool, or difference (of numbers without a unit, told in powers of ten).</param>
/// <param name="Target">What it has to reach, where something is promised.</param>
/// <param name="Ok">Whether it does; null without a target.</param>
/// <param name="Note">What the number does not say, for example why there is none.</param>
internal sealed record Measure(string Name, double Value, string Unit, double? Target = null, bool? Ok = null, string? Note = null)
{
    public static Measure AtMost(string name, double value, string unit, double target) => new(name, value, unit, target, value <= target);

    public static Measure AtLeast(string name, double value, string unit, double target) => new(name, value, unit, target, value >= target);
}

/// <summary>The results of a measuring command: a table for people, JSON for programs, and the exit status.</summary>
internal sealed record Measured(string Command, IReadOnlyList<Measure> Results)
{
    private const int FileWidth = 160;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,   // a figure that could not be measured is NaN
    };

    public static Option<FileInfo?> JsonOption() => new("--json") { Description = "Also write the figures to this file as JSON.", HelpName = "PATH" };

    /// <returns>0 when no target is missed, else 1.</returns>
    public int Tell(FileInfo? json)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = FileWidth;   // a file has no edge to wrap names at
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "figure", "value", "target", "" }) table.AddColumn(heading);
        foreach (var result in Results) table.AddRow(Markup.Escape(result.Name), Text(result.Value, result.Unit), result.Target is { } target ? Text(target, result.Unit) : "", result.Ok switch { true => "ok", false => "missed", null => "" });
        AnsiConsole.Write(table);
        foreach (var result in Results.Where(result => result.Note is not null)) Console.WriteLine($"{result.Name}: {result.Note}");
        if (json is not null) Write(json);
        return Results.Any(result => result.Ok == false) ? Work.Failed : Work.Done;
    }

    /// <summary>Writes the figures as JSON; what is no number, because there was nothing to divide by, is left out.</summary>
    public void Write(FileInfo json) =>
        File.WriteAllText(json.FullName, JsonSerializer.Serialize(this with { Results = [.. Results.Where(r => double.IsFinite(r.Value))] }, Json) + "\n");

    private static string Text(double value, string unit) => unit switch
    {
        "share" => FormattableString.Invariant($"{100 * value:0.0} %"),
        "bool" => value == 1 ? "yes" : "no",
        "difference" => FormattableString.Invariant($"{value:0.0e+0}"),
        "s" => FormattableString.Invariant($"{value:0.###} s"),
        _ => FormattableString.Invariant($"{value:0.##} {unit}"),
    };
}
