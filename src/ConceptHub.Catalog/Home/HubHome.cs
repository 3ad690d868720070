namespace ConceptHub.Catalog;

/// <summary>Where the hub's files lie; web, worker and command line agree on it.</summary>
/// <param name="Root">The folder with <c>appsettings.json</c>.</param>
public sealed record HubHome(string Root)
{
    private const string Variable = "CONCEPTHUB_HOME";

    public string Models => Path.Combine(Root, "data", "models");
    public string Seed => Path.Combine(Root, "data", "seed");
    public string Examples => Path.Combine(Root, "data", "examples");

    /// <summary>Everything the running site writes; elsewhere for a second site beside the first.</summary>
    public string State { get; init; } = Path.Combine(Root, "data", "state");

    /// <summary>Models that an administrator added; those of <see cref="Models"/> come with ConceptHub.</summary>
    public string AddedModels => Path.Combine(State, "models");

    /// <summary>Files on their way in that are not yet anything else.</summary>
    public string Uploads => Path.Combine(State, "uploads");
    public string Keys => Path.Combine(State, "keys");
    public string Blobs => Path.Combine(State, "blobs");
    public string Checkpoints => Path.Combine(State, "checkpoints");
    public string DatabaseFile => Path.Combine(State, "hub.db");

    /// <summary><c>CONCEPTHUB_HOME</c>, else the nearest folder at or above the program that holds <c>appsettings.json</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither leads anywhere.</exception>
    public static HubHome Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? new HubHome(Path.GetFullPath(named)) : throw new DirectoryNotFoundException($"{Variable} names '{named}', which is no folder.");

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "appsettings.json"))) return new HubHome(folder.FullName);
        throw new DirectoryNotFoundException($"No appsettings.json at or above '{AppContext.BaseDirectory}'; set {Variable} to the folder that holds it.");
    }
}
