using System.Globalization;

namespace ConceptHub.BlockLora;

/// <summary>
/// Ordinary LoRA files: kohya's spelling, PEFT's, and all three of diffusers (INTEROP.md 2, 3), in F32, F16 or BF16. Reading is exact
/// or refused: no tensor is skipped, so what is applied is what its maker trained.
/// </summary>
public static class LoraFile
{
    /// <summary>Longest header accepted: names take some hundred kB, and kohya's scripts write every tag of a data set beside them.</summary>
    private const long LongestHeader = 32 << 20;

    private static readonly string[] OfTheOldFile = [PeftConfig.MetadataKey, "ss_network_alpha", "sshs_model_hash", "sshs_legacy_hash"];

    /// <summary>Reads a file that must be good.</summary>
    /// <exception cref="InvalidAdapterException">The file is refused; the exception carries every reason.</exception>
    public static OrdinaryLora Read(Stream stream, LoraTargets targets, string? adapterConfig = null) =>
        Inspect(stream, targets, adapterConfig).Match(accepted => accepted.Lora, refused => throw new InvalidAdapterException(refused.Problems));

    /// <summary>Reads a file that may be anything; memory is taken for tensors only when all of them have a place in the model.</summary>
    /// <param name="stream">At the start of the file; need not seek; read to its end when accepted.</param>
    /// <param name="targets">The layers of the base model.</param>
    /// <param name="adapterConfig">Content of the <c>adapter_config.json</c> beside a PEFT file; without it alpha is the rank.</param>
    /// <param name="maximumDataBytes">Files with more tensor data are refused before memory is taken for them.</param>
    public static LoraReading Inspect(Stream stream, LoraTargets targets, string? adapterConfig = null, long maximumDataBytes = int.MaxValue)
    {
        try
        {
            var header = SafetensorsFile.ReadHeader(stream, LongestHeader);
            var pairs = new LoraPairs(header.Tensors.Values, targets);
            if (pairs.Problems() is [_, ..] problems) return new LoraReading.Refused(problems);
            var scales = new LoraScales(PeftConfig.Read(adapterConfig, header.Metadata));
            if (pairs.All.Select(scales.RankProblem).OfType<AdapterRefusal>().ToList() is [_, ..] ranks) return new LoraReading.Refused(ranks);
            return Loaded(SafetensorsFile.ReadRest(stream, header, maximumDataBytes), pairs, scales);
        }
        catch (InvalidSafetensorsException fault)
        {
            return new LoraReading.Refused([new AdapterRefusal.NotSafetensors(fault.Message)]);
        }
        catch (InvalidPeftConfigException fault)
        {
            return new LoraReading.Refused([new AdapterRefusal.InvalidConfig(fault.Message)]);
        }
    }

    /// <summary>Writes in kohya's spelling, float32: the one that every tool reads. Metadata go along, but for what is true of the old file only.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    public static void Write(Stream stream, OrdinaryLora lora)
    {
        var tensors = SafetensorsWriter.InFileOrder(lora.Modules.SelectMany(Tensors));
        var texts = lora.Metadata.Where(it => !OfTheOldFile.Contains(it.Key)).ToDictionary();
        texts["ss_network_module"] = "networks.lora";
        texts["ss_network_dim"] = lora.Modules.Max(m => m.Rank).ToString(CultureInfo.InvariantCulture);
        texts[TensorHash.Key] = TensorHash.Of(tensors);
        SafetensorsWriter.Write(stream, tensors, texts);
    }

    private static IEnumerable<SafetensorsTensor> Tensors(LoraModule module)
    {
        var name = LoraTargets.KohyaName(module.Path);
        long[] kernel = [.. module.WeightShape.Skip(2)];
        yield return SafetensorsTensor.FromFloats($"{name}.lora_down.weight", SafetensorsType.F32, [module.Rank, module.WeightShape[1], .. kernel], module.Down);
        yield return SafetensorsTensor.FromFloats($"{name}.lora_up.weight", SafetensorsType.F32, [module.WeightShape[0], module.Rank, .. kernel.Select(_ => 1L)], module.Up);
        yield return SafetensorsTensor.FromFloats($"{name}.alpha", SafetensorsType.F32, [], [module.Scale * module.Rank]);
    }

    private static LoraReading Loaded(SafetensorsFile file, LoraPairs pairs, LoraScales scales)
    {
        List<LoraModule> modules = [];
        List<AdapterRefusal> problems = [];
        foreach (var pair in pairs.All)
        {
            var (down, up) = (pair[LoraPart.Down]!, pair[LoraPart.Up]!);
            var module = new LoraModule(pair.Target.Path, (int)pair.Rank, pair.Target.WeightShape, file.ReadFloats(down.Name), file.ReadFloats(up.Name), scales.Of(file, pair));
            modules.Add(module);
            NotFinite(down.Name, module.Down);
            NotFinite(up.Name, module.Up);
            NotFinite(pair[LoraPart.Alpha]?.Name ?? $"{module.Path}, scale", [module.Scale]);
        }

        return problems.Count > 0 ? new LoraReading.Refused(problems) : new LoraReading.Accepted(new OrdinaryLora { Modules = modules, Metadata = file.Metadata, Grammar = pairs.Grammar });

        void NotFinite(string name, float[] values)
        {
            if (values.Count(value => !float.IsFinite(value)) is > 0 and var count) problems.Add(new AdapterRefusal.NotFinite(name, count));
        }
    }
}
