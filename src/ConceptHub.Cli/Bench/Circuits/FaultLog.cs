namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>Counts the errors in a site's log, line by line as the console has it, and keeps the first ones.</summary>
internal sealed class FaultLog
{
    private const int Kept = 5, LinesOfOne = 25;
    private readonly List<List<string>> _first = [];
    private List<string>? _open;   // the kept error whose further lines are coming

    public int Count { get; private set; }

    public IReadOnlyList<string> First => [.. _first.Select(lines => string.Join(Environment.NewLine, lines))];

    public void Hear(string line)
    {
        if (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))
        {
            Count++;
            _open = _first.Count < Kept ? [] : null;
            if (_open is not null) _first.Add(_open);
        }
        else if (!line.StartsWith(' '))
        {
            _open = null;
        }

        if (_open?.Count < LinesOfOne) _open.Add(line);
    }
}
