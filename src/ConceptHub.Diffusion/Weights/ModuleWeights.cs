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
    /// Fills the module from a file, tensor by tensor. F16 and BF16 are widened to the module's type. What does not fit is told before
    /// anything is changed; a weight that is no number shows only while it is copied, and leaves the module half filled.
    /// </summary>
    /// <param name="path">A safetensors file, or the index of sharded ones.</param>
    /// <param name="nameInModule">Translates older names; by default names are taken as they are, without <c>position_ids</c> (a constant in older CLIP files).</param>
    /// <exception cref="InvalidModelException">The file is missing or broken, tensors are missing, unexpected or misshapen (all named), or one holds NaN or infinity.</exception>
    public static void Load(nn.Module module, string path, WeightName? nameInModule = null)
    {
        using var files = WeightFiles.Open(path);
        var targets = module.state_dict();
        var fit = WeightFit.Check(files.Label, files.Tensors, targets, nameInModule ?? WithoutPositionIds);
        foreach (var (name, entry) in fit.Entries.OrderBy(e => e.Value.Begin))
            if (!Fill(targets[name], entry, files)) throw new InvalidModelException($"{files.Label}: {entry.Name} holds NaN or infinity; the file is damaged.");
    }

    /// <summary>Writes the module's state, all or nothing (a file beside it is renamed over the old one at the end).</summary>
    /// <param name="type">F32, F16 or BF16; narrower types round to nearest even.</param>
    public static void Save(nn.Module module, string path, SafetensorsType type = SafetensorsType.F32, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var tensors = module.state_dict().Select(state => new SafetensorsPart(state.Key, type, state.Value.shape,
            file => Use(state.Value, floats => file.Write(FloatBytes.FromFloats(floats, type))))).ToList();
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
            Use(tensor, floats => hash.AppendData(MemoryMarshal.AsBytes(floats)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? WithoutPositionIds(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal) ? null : name;

    private delegate void Floats(ReadOnlySpan<float> floats);

    /// <returns>Whether every value is a finite number.</returns>
    private static bool Fill(Tensor target, TensorEntry entry, WeightFiles files)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var isPlain = target.device_type == DeviceType.CPU && target.dtype == ScalarType.Float32 && target.is_contiguous();
        var plain = isPlain ? target : empty(target.shape, ScalarType.Float32);
        var isFinite = true;
        files.Read(entry, bytes =>
        {
            var floats = MemoryMarshal.Cast<byte, float>(plain.bytes);
            FloatBytes.ToFloats(bytes, entry.Type, floats);
            isFinite = FloatBytes.AreFinite(floats);
        });
        if (!isPlain) target.copy_(plain);
        return isFinite;
    }

    /// <summary>Hands out a tensor's values as float32, without a copy where they are so already.</summary>
    private static void Use(Tensor tensor, Floats use)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().to(ScalarType.Float32).contiguous();
        use(MemoryMarshal.Cast<byte, float>(plain.bytes));
    }
}
