using System.Globalization;

namespace ConceptHub.Web.Tests.Access;

/// <summary>One line of <c>access.txt</c>: what is asked for, of which object in which state, and what each actor is answered.</summary>
/// <param name="What">As the running program names it: <c>GET /concepts/{Id:guid}</c>, <c>FORM Concepts/EditPage#remove</c>, <c>HUB JobsHub.Watch</c>, <c>JS RoomDesk.Take</c>.</param>
/// <param name="Page">The page that a form stands on; empty for all else.</param>
/// <param name="Kind">Of the object; empty where there is none.</param>
/// <param name="State">Of the object; empty where there is none.</param>
/// <param name="Answers">In the order of <see cref="Actors"/>.</param>
/// <param name="Fields">What is typed into the form.</param>
public sealed record AccessRow(string What, string Page, string Kind, string State, IReadOnlyList<string> Answers, IReadOnlyDictionary<string, string> Fields)
{
    public static IReadOnlyList<string> Actors { get; } = ["anonymous", "member", "owner", "other", "suspended", "moderator", "administrator"];

    private static string File => Path.Combine(AppContext.BaseDirectory, "Access", "access.txt");

    public static IReadOnlyList<AccessRow> All { get; } = [.. System.IO.File.ReadLines(File).Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    /// <summary>Whether it writes: then the answer says whether anything changed.</summary>
    public bool Writes => What.StartsWith("POST ", StringComparison.Ordinal) || What.StartsWith("FORM ", StringComparison.Ordinal);

    /// <summary>The line as it would have to be for these answers.</summary>
    public string With(IReadOnlyList<string> answers) => string.Create(CultureInfo.InvariantCulture,
        $"{What}{(Page.Length > 0 ? $" {Page}" : "")} | {(Kind.Length > 0 ? $"{Kind} {State}" : "-")} | {string.Join(' ', answers)}{(Fields.Count > 0 ? $" | {string.Join(" & ", Fields.Select(field => $"{field.Key}={field.Value}"))}" : "")}");

    private static AccessRow Read(string line)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var item = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var answers = parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (answers.Length != Actors.Count) throw new FormatException($"A row needs {Actors.Count} answers: {line}");
        var fields = parts.Length < 4 ? [] : parts[3].Split('&', StringSplitOptions.TrimEntries).Select(field => field.Split('=', 2)).ToDictionary(field => field[0], field => field[1]);
        return new AccessRow(string.Join(' ', words.Take(2)), words.ElementAtOrDefault(2) ?? "", item[0] == "-" ? "" : item[0], item.ElementAtOrDefault(1) ?? "", answers, fields);
    }
}
