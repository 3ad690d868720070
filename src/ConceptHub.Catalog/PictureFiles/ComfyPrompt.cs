using System.Globalization;
using System.Text.Json.Nodes;

namespace ConceptHub.Catalog;

/// <summary>Writes the graph that ComfyUI opens when a picture is dropped on it (its API form, chunk <c>prompt</c>), of its built-in nodes only.</summary>
internal static class ComfyPrompt
{
    private const string Checkpoint = "1", Positive = "2", Negative = "3", Canvas = "4", Sampler = "5", Decoder = "6", Saver = "7", Layers = "8";
    private const int FirstLora = 10;

    public static string Write(PictureRecord record)
    {
        var settings = record.Settings;
        var (sampler, scheduler) = SamplerNames.ForComfy(settings.Scheduler);
        var graph = new JsonObject { [Checkpoint] = Node("CheckpointLoaderSimple", ("ckpt_name", $"{record.Model ?? "model"}.safetensors")) };
        var last = AddLoras(graph, record);
        var clip = Link(last, 1);
        if (settings.ClipSkip > 0)
        {
            graph[Layers] = Node("CLIPSetLastLayer", ("stop_at_clip_layer", -settings.ClipSkip - 1), ("clip", clip));
            clip = Link(Layers, 0);
        }

        graph[Positive] = Node("CLIPTextEncode", ("text", settings.Prompt), ("clip", clip.DeepClone()));
        graph[Negative] = Node("CLIPTextEncode", ("text", settings.NegativePrompt), ("clip", clip.DeepClone()));
        graph[Canvas] = Node("EmptyLatentImage", ("width", settings.Width), ("height", settings.Height), ("batch_size", 1));
        graph[Sampler] = Node(
            "KSampler", ("seed", settings.Seed), ("steps", settings.Steps), ("cfg", Math.Round((double)settings.GuidanceScale, 3)), ("sampler_name", sampler), ("scheduler", scheduler),
            ("denoise", 1), ("model", Link(last, 0)), ("positive", Link(Positive, 0)), ("negative", Link(Negative, 0)), ("latent_image", Link(Canvas, 0)));
        graph[Decoder] = Node("VAEDecode", ("samples", Link(Sampler, 0)), ("vae", Link(Checkpoint, 2)));
        graph[Saver] = Node("SaveImage", ("filename_prefix", "ConceptHub"), ("images", Link(Decoder, 0)));
        return graph.ToJsonString(PictureRecord.Readable);
    }

    // A chain: each takes model and text encoder from the one before.
    private static string AddLoras(JsonObject graph, PictureRecord record)
    {
        var last = Checkpoint;
        foreach (var concept in record.Used.Where(concept => concept.File is not null))
        {
            var id = (FirstLora + graph.Count).ToString(CultureInfo.InvariantCulture);
            var strength = Math.Round((double)concept.Strength, 3);
            graph[id] = Node("LoraLoader", ("lora_name", $"{concept.File}.safetensors"), ("strength_model", strength), ("strength_clip", strength), ("model", Link(last, 0)), ("clip", Link(last, 1)));
            last = id;
        }

        return last;
    }

    private static JsonObject Node(string kind, params (string Name, JsonNode? Value)[] inputs) => new()
    {
        ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Name, input.Value?.Parent is null ? input.Value : input.Value.DeepClone()))),
        ["class_type"] = kind,
    };

    private static JsonArray Link(string node, int output) => [node, output];
}
