using System.Diagnostics;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>A LoRA file judged.</summary>
internal abstract record ReadLora
{
    private ReadLora() { }

    public sealed record Fits(LoraFacts Facts) : ReadLora;

    public sealed record Refused(FileRefusal Why) : ReadLora;

    public T Match<T>(Func<Fits, T> fits, Func<Refused, T> refused) => this switch
    {
        Fits it => fits(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Reads untrusted LoRA files: only safetensors, told by their content, and only what fits the base model to the last tensor.</summary>
public sealed class LoraUploads
{
    /// <summary>A LoRA of rank 128 for every layer of Stable Diffusion 1.5 in half precision has 160 MB.</summary>
    public const long MaximumBytes = 256_000_000;
    public const int MaximumEmbeddingBytes = (int)EmbeddingFile.MostBytes;

    /// <summary>What is said of a larger file.</summary>
    public static FileRefusal TooLarge { get; } = new([$"It is larger than {MaximumBytes / 1_000_000} MB."], "Bring a LoRA of a lower rank, or one in half precision.");

    private const int ShownReasons = 3;

    // A large LoRA takes four times its size while its numbers are checked: one at a time.
    private readonly SemaphoreSlim _reader = new(1);

    /// <param name="content">Seekable, at its start; read to its end.</param>
    internal async Task<ReadLora> ReadAsync(Stream content, LoraTargets targets, CancellationToken cancellation)
    {
        await _reader.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => LoraFile.Inspect(content, targets, maximumDataBytes: MaximumBytes).Match<ReadLora>(
                accepted => new ReadLora.Fits(LoraFacts.Of(accepted.Lora)),
                refused => new ReadLora.Refused(Refusal(content, refused.Problems))), cancellation);
        }
        finally
        {
            _reader.Release();
        }
    }

    /// <returns>A sentence about what is wrong with an embedding's file, or null.</returns>
    internal static string? EmbeddingProblem(Stream content, int textWidth)
    {
        try
        {
            EmbeddingFile.Read(content, textWidth);
            return null;
        }
        catch (InvalidSafetensorsException fault)
        {
            return fault.Message;
        }
    }

    private static FileRefusal Refusal(Stream content, IReadOnlyList<AdapterRefusal> problems)
    {
        var reasons = problems.Take(ShownReasons).Select(problem => problem.Sentence).ToList();
        if (problems.Count > ShownReasons) reasons.Add($"And {problems.Count - ShownReasons} more reasons of that kind.");
        if (problems.Any(problem => problem is AdapterRefusal.NotSafetensors)) return new FileRefusal(reasons, "Choose the LoRA's .safetensors file. If it is that file already, download it anew: it did not arrive whole.");
        if (problems.Any(problem => problem is AdapterRefusal.NotFinite)) return new FileRefusal(reasons, "Its training ran away, or the file is damaged. Choose an earlier epoch, or download it anew.");
        if (problems.Any(problem => problem is AdapterRefusal.OtherKindOfAdapter)) return new FileRefusal(reasons, "Bring an ordinary LoRA; tools can often convert this kind into one.");
        if (!problems.Any(problem => problem is AdapterRefusal.UnknownLayers or AdapterRefusal.WrongShape)) return new FileRefusal(reasons, "Choose the LoRA as its tool wrote it.");

        content.Position = 0;
        var header = SafetensorsFile.ReadHeader(content);
        return LoraFamily.Of(header) is { } family
            ? new FileRefusal([$"It was made for {family}, which is not the base model of this hub.", .. reasons], "Bring a LoRA that was trained on this hub's base model, or ask the operator to install that one.")
            : new FileRefusal(reasons, "Bring a LoRA that was trained on this hub's base model.");
    }
}
