namespace ConceptHub.Catalog;

/// <summary>What the hub's samplers are called by others, there and back.</summary>
internal static class SamplerNames
{
    private static readonly IReadOnlyDictionary<string, Names> Known = new Dictionary<string, Names>
    {
        ["ddim"] = new("DDIM", "ddim", "ddim_uniform"),
        ["euler"] = new("Euler", "euler", "normal"),
        ["euler-a"] = new("Euler a", "euler_ancestral", "normal"),
        ["dpm++2m"] = new("DPM++ 2M", "dpmpp_2m", "normal"),
        ["lcm"] = new("LCM", "lcm", "sgm_uniform"),
    };

    private const string Karras = "-karras";

    /// <summary>Sampler and schedule as A1111 (1.9 and later) writes them.</summary>
    public static (string Sampler, string Schedule) ForParameters(string scheduler) =>
        Known.TryGetValue(Plain(scheduler), out var names) ? (names.Spoken, IsKarras(scheduler) ? "Karras" : "Uniform") : (scheduler, "Automatic");

    /// <summary>Sampler and scheduler as ComfyUI's KSampler calls them.</summary>
    public static (string Sampler, string Scheduler) ForComfy(string scheduler) =>
        Known.TryGetValue(Plain(scheduler), out var names) ? (names.Comfy, IsKarras(scheduler) ? "karras" : names.ComfySchedule) : (scheduler, "normal");

    /// <param name="sampler">Of any program: "DPM++ 2M Karras", "dpmpp_2m", "euler_k".</param>
    /// <param name="schedule">Where the program names it apart.</param>
    public static NamedSampler Find(string sampler, string? schedule)
    {
        var said = schedule is null or "" || sampler.Contains(schedule, StringComparison.OrdinalIgnoreCase) ? sampler : $"{sampler}, {schedule}";
        var word = Folded(sampler);
        var folded = Folded(schedule ?? "");
        var isKarras = folded == "karras" || Cut(ref word, "karras") || (word is not "dpm2k" && Cut(ref word, "k"));
        if (word.StartsWith('k')) word = word[1..]; // k_euler, as the first programs said
        string? plain = word switch
        {
            "ddim" or "ddimscheduler" => "ddim",
            "euler" or "eulerdiscretescheduler" => "euler",
            "eulera" or "eulerancestral" or "eulerancestraldiscretescheduler" => "euler-a",
            "dpm++2m" or "dpmpp2m" or "dpmsolvermultistepscheduler" => "dpm++2m",
            "lcm" or "lcmscheduler" => "lcm",
            _ => null,
        };
        if (plain is null) return new NamedSampler(said, null, IsExact: false);
        // A1111 takes the schedule that suits the sampler when it is left to choose.
        if (folded == "automatic" && plain == "dpm++2m") isKarras = true;
        if (isKarras && plain is not ("ddim" or "lcm")) return new NamedSampler(said, plain + Karras, IsExact: true);
        return new NamedSampler(said, plain, IsExact: !isKarras && folded is "" or "normal" or "uniform" or "automatic" or "ddimuniform" or "sgmuniform" or "simple");
    }

    private static bool IsKarras(string scheduler) => scheduler.EndsWith(Karras, StringComparison.Ordinal);

    private static string Plain(string scheduler) => IsKarras(scheduler) ? scheduler[..^Karras.Length] : scheduler;

    private static string Folded(string name) => new([.. name.ToLowerInvariant().Where(c => c is not (' ' or '_' or '-'))]);

    private static bool Cut(ref string word, string ending)
    {
        if (!word.EndsWith(ending, StringComparison.Ordinal)) return false;
        word = word[..^ending.Length];
        return true;
    }

    private sealed record Names(string Spoken, string Comfy, string ComfySchedule);
}
