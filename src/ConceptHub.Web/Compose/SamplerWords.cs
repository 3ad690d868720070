namespace ConceptHub.Web.Compose;

/// <summary>How samplers are called in the field.</summary>
internal static class SamplerWords
{
    /// <summary>"DPM++ 2M, Karras" for <c>dpm++2m-karras</c>; a sampler that is not known here keeps its own name.</summary>
    public static string Of(string scheduler) => scheduler switch
    {
        "ddim" => "DDIM",
        "euler" => "Euler",
        "euler-karras" => "Euler, Karras",
        "euler-a" => "Euler a",
        "euler-a-karras" => "Euler a, Karras",
        "dpm++2m" => "DPM++ 2M",
        "dpm++2m-karras" => "DPM++ 2M, Karras",
        "lcm" => "LCM",
        _ => scheduler,
    };

    /// <summary>What to know before choosing it, or null.</summary>
    public static string? Hint(string scheduler) => scheduler switch
    {
        "lcm" => ComposeTexts.HintLcm,
        "euler-a" or "euler-a-karras" => ComposeTexts.HintEulerA,
        _ => null,
    };
}
