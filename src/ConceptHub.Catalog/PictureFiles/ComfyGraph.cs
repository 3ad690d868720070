using System.Globalization;
using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>
/// Reads a ComfyUI graph (chunk <c>prompt</c>: nodes by id, an input that is a link is <c>[id, output]</c>) from its sampler backwards.
/// Each search visits a node once at most, so that knots and circles cost nothing.
/// </summary>
internal sealed class ComfyGraph
{
    private static readonly string[] TextInputs = ["text", "text_g", "text_l", "clip_l", "t5xxl"];
    private static readonly string[] ValueInputs = ["value", "text", "string", "seed", "noise_seed", "int", "float", "number", "prompt"];
    private static readonly string[] Conditionings = ["conditioning", "conditioning_1", "conditioning_2", "conditioning_to", "conditioning_from"];
    private static readonly string[] Helpers = ["sigmas", "sampler", "noise", "guider"];
    private static readonly string[] Foreign = ["ControlNet", "IPAdapter", "Upscale", "Detailer", "Inpaint"];

    private readonly Dictionary<string, Node> _nodes = [];

    private ComfyGraph(JsonElement prompt)
    {
        foreach (var node in prompt.EnumerateObject())
            if (node.Value.Text("class_type") is { } kind && node.Value.Member("inputs") is { ValueKind: JsonValueKind.Object } inputs) _nodes[node.Name] = new Node(node.Name, kind, inputs);
    }

    /// <returns>Null when nothing in it samples.</returns>
    public static FileSettings? Read(JsonElement prompt)
    {
        var graph = new ComfyGraph(prompt);
        // A second pass over a picture redraws a part of it only: the first has all that matters.
        var sampler = graph._nodes.Values.Where(node => node.Inputs.Member("latent_image") is not null && (graph.Linked(node, "positive") ?? graph.Linked(node, "guider")) is not null)
            .OrderByDescending(node => graph.Setting(node, "denoise")?.Number() ?? 1).ThenBy(node => node.Id.Length).ThenBy(node => node.Id, StringComparer.Ordinal).FirstOrDefault();
        return sampler is null ? null : graph.Settings(sampler);
    }

    private FileSettings Settings(Node sampler)
    {
        var guider = Linked(sampler, "guider") ?? sampler;
        var positive = Words(guider.Inputs.Member("positive") ?? guider.Inputs.Member("conditioning"), []);
        var negative = Words(guider.Inputs.Member("negative"), []);
        var (prompt, tags) = ParametersText.WithoutTags(positive.Text);
        var (model, loras) = Model(guider);
        var latent = Along(Linked(sampler, "latent_image"), "samples", "latent", "latent_image").ToList();
        var canvas = latent.FirstOrDefault(node => node.Inputs.Member("width") is not null);
        return new FileSettings
        {
            Source = "ComfyUI",
            Prompt = prompt,
            NegativePrompt = negative.Text,
            Steps = (int?)Whole(Setting(sampler, "steps")),
            Sampler = Setting(sampler, "sampler_name")?.Text() is { } name ? SamplerNames.Find(name, Setting(sampler, "scheduler")?.Text()) : null,
            GuidanceScale = Setting(sampler, "cfg")?.Number(),
            Seed = (Setting(sampler, "seed") ?? Setting(sampler, "noise_seed"))?.Seed(),
            Width = canvas is null ? null : (int?)Whole(Literal(canvas.Inputs.Member("width"), [])),
            Height = canvas is null ? null : (int?)Whole(Literal(canvas.Inputs.Member("height"), [])),
            ClipSkip = positive.ClipSkip,
            Denoise = latent.Exists(node => node.Inputs.Member("pixels") is not null) ? Setting(sampler, "denoise")?.Number() : null,
            Model = model,
            Concepts = [.. loras, .. tags],
            Further = [.. _nodes.Values.Select(node => node.Kind).Where(kind => Array.Exists(Foreign, word => kind.Contains(word, StringComparison.OrdinalIgnoreCase))).Distinct()],
        };
    }

    // In the sampler itself, or in the nodes that a custom sampler is put together from.
    private JsonElement? Setting(Node sampler, string name) =>
        Helpers.Select(helper => Linked(sampler, helper)).Prepend(sampler).OfType<Node>()
            .Select(node => Literal(node.Inputs.Member(name), [])).FirstOrDefault(value => value is not null);

    private (string Text, int? ClipSkip) Words(JsonElement? link, HashSet<string> seen)
    {
        if (Target(link) is not { } node || !seen.Add(node.Id) || node.Kind == "ConditioningZeroOut") return ("", null);
        var texts = TextInputs.Select(name => Literal(node.Inputs.Member(name), [])?.Text()).OfType<string>().Distinct().ToList();
        if (texts.Count > 0) return (string.Join(", ", texts.Where(text => text.Length > 0)), ClipSkip(node));

        // A node that passes both on (a ControlNet) gives them out in this order.
        string[] next = node.Inputs.Member("positive") is null ? Conditionings : [Output(link) == 1 ? "negative" : "positive"];
        var found = next.Select(name => Words(node.Inputs.Member(name), seen)).Where(words => words.Text.Length > 0).ToList();
        return (string.Join(", ", found.Select(words => words.Text)), found.Select(words => words.ClipSkip).FirstOrDefault());
    }

    private int? ClipSkip(Node encoder) => Along(Linked(encoder, "clip"), "clip")
        .Select(node => Whole(node.Inputs.Member("stop_at_clip_layer"))).Where(layer => layer is < 0 and > -100).Select(layer => (int?)(-layer - 1)).FirstOrDefault();

    private (string? Name, IReadOnlyList<FileConcept> Loras) Model(Node from)
    {
        string? name = null;
        var loras = new List<FileConcept>();
        foreach (var node in Along(Linked(from, "model"), "model"))
        {
            loras.AddRange(Loras(node));
            if ((node.Inputs.Text("ckpt_name") ?? node.Inputs.Text("unet_name")) is { } file) name = FileNames.Plain(file);
        }

        loras.Reverse(); // nearest to the model first, as they were applied
        return (name, loras);
    }

    private static IEnumerable<FileConcept> Loras(Node node)
    {
        if (node.Inputs.Text("lora_name") is { } name) yield return new FileConcept(FileNames.Plain(name), node.Inputs.Number("strength_model") ?? node.Inputs.Number("strength") ?? 1);
        // Several in one node (rgthree): each input an object of its own.
        foreach (var input in node.Inputs.EnumerateObject().Reverse())
            if (input.Value.Text("lora") is { Length: > 0 } file && file != "None")
                yield return new FileConcept(FileNames.Plain(file), input.Value.Number("strength") ?? 1) { Enabled = input.Value.Member("on")?.ValueKind != JsonValueKind.False };
    }

    // The node and those behind it, always by the first of these inputs that is linked.
    private IEnumerable<Node> Along(Node? node, params string[] inputs)
    {
        for (var seen = new HashSet<string>(); node is not null && seen.Add(node.Id);)
        {
            yield return node;
            var here = node;
            node = inputs.Select(input => Linked(here, input)).FirstOrDefault(next => next is not null);
        }
    }

    // A text or number, also when it comes from a node that only holds it.
    private JsonElement? Literal(JsonElement? input, HashSet<string> seen)
    {
        if (input is { ValueKind: JsonValueKind.String or JsonValueKind.Number }) return input;
        if (Target(input) is not { } node || !seen.Add(node.Id)) return null;
        return ValueInputs.Select(name => Literal(node.Inputs.Member(name), seen)).FirstOrDefault(value => value is not null);
    }

    private Node? Linked(Node node, string input) => Target(node.Inputs.Member(input));

    private Node? Target(JsonElement? link) =>
        link is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[0].Text() is { } id ? _nodes.GetValueOrDefault(id) : null;

    private static int? Output(JsonElement? link) => (int?)Whole(link!.Value[1]);

    private static long? Whole(JsonElement? value) =>
        long.TryParse(value?.Text(), CultureInfo.InvariantCulture, out var number) && number is >= int.MinValue and <= int.MaxValue ? number : null;

    private sealed record Node(string Id, string Kind, JsonElement Inputs);
}
