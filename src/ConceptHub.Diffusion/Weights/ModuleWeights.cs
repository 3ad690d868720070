using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ConceptHub.BlockLora;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Weights;

/// <summary>What a tensor of a file is called in the module; null leaves the tensor out.</summary>
public delegate string? WeightName(string nameInFile);

/// <summary>A module's parameters and buffers, to and from safetensors files, under the names of its state dict.</summary>
public static class ModuleWeights
{
    /// <summary>
    /// Fills the module from a file. F16 and BF16 are widened to the module's type. Either everything fits or nothing is changed.
    /// </summary>
    /// <param name="nameInModule">Translates older names; by default names are taken as they are, without <c>position_ids</c> (a constant in older CLIP files).</param>
    /// <exception cref="InvalidModelException">The file is missing or broken, or tensors are missing, unexpected or misshapen; all named.</exception>
    public static void Load(nn.Module module, string path, WeightName? nameInModule = null)
    {
        try
        {
            using var file = File.OpenRead(path);
            var header = SafetensorsFile.ReadHeader(file);
            var targets = module.state_dict();
            var fit = WeightFit.Check(Label(path), header.Tensors, targets, nameInModule ?? WithoutPositionIds);
            foreach (var (name, entry) in fit.Entries.OrderBy(e => e.Value.Begin))
            {
                file.Position = header.DataStart + entry.Begin;
                Fill(targets[name], entry, file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidSafetensorsException)
        {
            throw new InvalidModelException($"{Label(path)} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Finds a model's weights: <c>stem.safetensors</c>, else the half-precision variant <c>stem.fp16.safetensors</c>.</summary>
    /// <exception cref="InvalidModelException">Neither is there.</exception>
    public static string FileIn(string folder, string stem)
    {
        string[] names = [$"{stem}.safetensors", $"{stem}.fp16.safetensors"];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidModelException($"{Path.GetFileName(folder)}/{names[0]} is missing.");
    }

    /// <summary>Writes the module's state, all or nothing (a file beside it is renamed over the old one at the end).</summary>
    /// <param name="type">F32, F16 or BF16; narrower types round to nearest even.</param>
    public static void Save(nn.Module module, string path, SafetensorsType type = SafetensorsType.F32, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var tensors = module.state_dict().Select(state => SafetensorsTensor.FromFloats(state.Key, type, state.Value.shape, Floats(state.Value))).ToList();
        var beside = path + ".new";
        using (var file = File.Create(beside))
            SafetensorsWriter.Write(file, tensors, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>
    /// Sha256, lower-case hex, over name, shape and float32 values of every tensor in the order of names. Depends on what is loaded,
    /// not on how a file stores it: an F16 file and its F32 copy agree.
    /// </summary>
    /// <param name="parts">Modules and the prefix their names get, for example <c>("unet.", unet)</c>.</param>
    public static string Hash(params IEnumerable<(string Prefix, nn.Module Module)> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var states = parts.SelectMany(part => part.Module.state_dict().Select(state => (Name: part.Prefix + state.Key, state.Value)));
        foreach (var (name, tensor) in states.OrderBy(state => state.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} [{string.Join(", ", tensor.shape)}]\n"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(Floats(tensor)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? WithoutPositionIds(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal) ? null : name;

    private static string Label(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    private static void Fill(Tensor target, TensorEntry entry, Stream data)
    {
        var bytes = new byte[entry.ByteCount];
        data.ReadExactly(bytes);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (target.device_type == DeviceType.CPU && target.dtype == ScalarType.Float32 && target.is_contiguous())
            FloatBytes.ToFloats(bytes, entry.Type, MemoryMarshal.Cast<byte, float>(target.bytes));
        else
            target.copy_(tensor(FloatBytes.ToFloats(bytes, entry.Type)).reshape(target.shape));
    }

    private static float[] Floats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().to(ScalarType.Float32).contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }
}
