using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ConceptHub.Faults.Tests;

/// <summary>One system call of a traced site that matters to its files.</summary>
/// <param name="Paths">Of the file that it is about; of a renaming, from where and to where.</param>
/// <param name="Bytes">What it writes.</param>
/// <param name="Number">The offset of a write, the length of a truncation, the answer of a seek.</param>
internal sealed record SystemCall(string Name, IReadOnlyList<string> Paths, byte[] Bytes, long Number)
{
    public const string Traced = "openat,pwrite64,write,lseek,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat";
}

/// <summary>Reads what <c>strace -f -y -xx</c> wrote: strings in hexadecimal, calls of several threads in the order in which they were done.</summary>
internal static partial class SystemCalls
{
    /// <summary>The path of what the site says.</summary>
    public const string Output = "output";

    private static readonly string[] Renaming = ["rename", "renameat", "renameat2"], Removing = ["unlink", "unlinkat"];

    /// <summary>Failed calls are left out. What is written to the standard output counts from when it begins, all else from when it has happened.</summary>
    public static IEnumerable<SystemCall> Read(string path)
    {
        var begun = new Dictionary<string, string>();   // by thread
        foreach (var line in File.ReadLines(path))
        {
            var (thread, said) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..].TrimStart());
            if (said.EndsWith(" <unfinished ...>", StringComparison.Ordinal))
            {
                begun[thread] = said[..^" <unfinished ...>".Length];
                if (IsSaid(begun[thread]) && Parsed(begun[thread] + ") = 0") is { } output) yield return output;
                continue;
            }

            if (said.StartsWith("<... ", StringComparison.Ordinal))
            {
                if (!begun.Remove(thread, out var start)) continue;
                if (IsSaid(start)) continue;   // told when it began
                said = start + said[(said.IndexOf("resumed>", StringComparison.Ordinal) + "resumed>".Length)..];
            }

            if (Parsed(said) is { } call) yield return call;
        }
    }

    private static SystemCall? Parsed(string said)
    {
        if (Shape().Match(said) is not { Success: true } shape || shape.Groups["answer"].Value.StartsWith('-')) return null;
        var (name, arguments) = (shape.Groups["name"].Value, shape.Groups["arguments"].Value);
        var answer = long.Parse(shape.Groups["answer"].Value, CultureInfo.InvariantCulture);
        var strings = Quoted().Matches(arguments).Select(found => Unhexed(found.Groups[1].Value)).ToList();
        var of = Descriptor().Match(arguments) is { Success: true } opened ? Text(Unhexed(opened.Groups[1].Value)) : "";
        if (name == "openat") return new SystemCall(name, [Descriptor().Match(shape.Groups["rest"].Value) is { Success: true } file ? Text(Unhexed(file.Groups[1].Value)) : ""], [], arguments.Contains("O_TRUNC", StringComparison.Ordinal) ? 1 : 0);
        if (Renaming.Contains(name) || Removing.Contains(name)) return new SystemCall(name[..6], [.. strings.Select(Text)], [], 0);
        var last = arguments[(arguments.LastIndexOf(' ') + 1)..];
        return name switch
        {
            "pwrite64" => new SystemCall(name, [of], strings[0], long.Parse(last, CultureInfo.InvariantCulture)),
            "write" => new SystemCall(name, [IsSaid(said) ? Output : of], strings.FirstOrDefault() ?? [], 0),
            "ftruncate" => new SystemCall(name, [of], [], long.Parse(last, CultureInfo.InvariantCulture)),
            "lseek" => new SystemCall(name, [of], [], answer),
            _ => new SystemCall("fsync", [of], [], 0),
        };
    }

    // .NET writes to a copy of its output's descriptor: known by what it is, a pipe, and not by its number.
    private static bool IsSaid(string call) => Pipe().IsMatch(call);

    private static byte[] Unhexed(string escaped) => Convert.FromHexString(escaped.Replace("\\x", "", StringComparison.Ordinal));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    [GeneratedRegex("""^(?<name>\w+)\((?<arguments>.*)\)\s+= (?<answer>-?\d+)(?<rest>.*)$""")]
    private static partial Regex Shape();

    [GeneratedRegex(@"^write\(\d+<\\x70\\x69\\x70\\x65\\x3a")]
    private static partial Regex Pipe();

    [GeneratedRegex("\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"<((?:\\x[0-9a-f]{2})+)>")]
    private static partial Regex Descriptor();
}
