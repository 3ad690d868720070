namespace ConceptHub.Engine;

/// <summary>What a prompt must be before a device looks at it. Unknown words are no refusal: they are told beside the picture.</summary>
public static class PromptRules
{
    public const int LongestPrompt = 600;

    /// <summary>Null when the prompt may be drawn, else what is wrong, for the member.</summary>
    public static string? Problem(string prompt) => prompt switch
    {
        _ when string.IsNullOrWhiteSpace(prompt) => "Write a prompt first: say what the picture shows.",
        { Length: > LongestPrompt } => $"The prompt has {prompt.Length} characters; {LongestPrompt} is the most.",
        _ => null,
    };

    /// <summary>Null when there may be such a negative prompt (none is fine), else what is wrong.</summary>
    public static string? NegativeProblem(string prompt) => prompt.Length > LongestPrompt
        ? $"The negative prompt has {prompt.Length} characters; {LongestPrompt} is the most."
        : null;
}
