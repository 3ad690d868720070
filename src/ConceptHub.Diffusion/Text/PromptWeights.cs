using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>A stretch of a prompt and how strongly its words count; 1 is as written.</summary>
public sealed record WeightedText(string Text, float Weight);

/// <summary>
/// Weights in prompts as AUTOMATIC1111's stable-diffusion-webui reads them (1.10, modules/prompt_parser.py, <c>parse_prompt_attention</c>):
/// <c>(words:1.3)</c> counts 1.3 times, <c>(words)</c> 1.1 times, <c>[words]</c> a 1.1th; brackets nest and multiply, one that is never
/// closed reaches to the end, and a backslash makes a bracket a character.
/// </summary>
public static partial class PromptWeights
{
    private const float Round = 1.1f, Square = 1 / 1.1f;
    private const float Strongest = 10;         // beyond it nothing but noise is drawn, and nested brackets would run out of numbers
    private const float Largest = 1e6f;         // what is written may be infinite, which times 0 is no number
    private const double LeastMean = 0.02;      // of the features' root mean square; CLIP ViT-L/14 has 0.1

    /// <summary>The prompt in stretches of one weight, without its brackets; never empty, and no weight beyond 10 or below −10.</summary>
    public static IReadOnlyList<WeightedText> Read(string prompt)
    {
        var stretches = new List<(string Text, float Weight)>();
        var (round, square) = (new Stack<int>(), new Stack<int>());   // each kind of bracket closes its own last one
        foreach (Match part in Parts().Matches(prompt))
        {
            var text = part.Value;
            if (text == "(") round.Push(stretches.Count);
            else if (text == "[") square.Push(stretches.Count);
            else if (round.Count > 0 && float.TryParse(part.Groups["weight"].Value, CultureInfo.InvariantCulture, out var weight)) Multiply(stretches, round.Pop(), weight);
            else if (text == ")" && round.Count > 0) Multiply(stretches, round.Pop(), Round);
            else if (text == "]" && square.Count > 0) Multiply(stretches, square.Pop(), Square);
            else stretches.Add((text[0] == '\\' ? text[1..] : text, 1));
        }

        foreach (var first in round) Multiply(stretches, first, Round);
        foreach (var first in square) Multiply(stretches, first, Square);
        return Joined(stretches);
    }

    /// <summary>The prompt as it reads without its weights.</summary>
    public static string Plain(string prompt) => string.Concat(Read(prompt).Select(stretch => stretch.Text));

    /// <summary>
    /// Multiplies each word's features by its weight and restores each prompt's mean over all its features
    /// (stable-diffusion-webui 1.10, modules/sd_emphasis.py, <c>EmphasisOriginal</c>). A mean that is next to nothing, as after a
    /// last norm without bias, says nothing to restore and would scale by chance: then the features stay as multiplied
    /// (<c>EmphasisOriginalNoNorm</c> there).
    /// </summary>
    /// <param name="hidden">What the text encoder says, after its last norm, [prompts, words, channels]. Not disposed here.</param>
    /// <param name="weights">[prompts, words], on the same device.</param>
    /// <returns>Same shape and device, in the caller's scope; prompts whose weights are all 1 come out bit for bit.</returns>
    public static Tensor Weigh(Tensor hidden, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var weighed = hidden * weights.unsqueeze(-1);
        var mean = hidden.mean([1, 2], keepdim: true);                                 // [prompts, 1, 1]
        var says = mean.abs() > hidden.square().mean([1, 2], keepdim: true).sqrt() * LeastMean;
        var ratio = where(says, mean / weighed.mean([1, 2], keepdim: true), ones_like(mean));
        return (weighed * ratio).MoveToOuterDisposeScope();
    }

    // In place: brackets in brackets come here once for each, and must not make everything inside anew each time.
    private static void Multiply(List<(string Text, float Weight)> stretches, int first, float factor)
    {
        factor = Math.Clamp(factor, -Largest, Largest);
        for (var i = first; i < stretches.Count; i++)
            stretches[i] = (stretches[i].Text, Math.Clamp(stretches[i].Weight * factor, -Strongest, Strongest));
    }

    private static List<WeightedText> Joined(List<(string Text, float Weight)> stretches)
    {
        var joined = new List<WeightedText>();
        var words = new StringBuilder();
        for (var at = 0; at < stretches.Count; joined.Add(new WeightedText(words.ToString(), stretches[at - 1].Weight)))
        {
            var weight = stretches[at].Weight;
            for (words.Clear(); at < stretches.Count && stretches[at].Weight == weight; at++) words.Append(stretches[at].Text);
        }

        return joined.Count > 0 ? joined : [new WeightedText("", 1)];
    }

    [GeneratedRegex(@"\\[()\[\]\\]|\\|\(|\[|:\s*(?<weight>[+-]?[.\d]+)\s*\)|\)|\]|[^\\()\[\]:]+|:", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Parts();
}
