using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Sets VER_FLG_WEAK on one needed symbol version of an ELF library, so that the loader accepts a C++ runtime that
/// lacks it. libLibTorchSharp.so names GLIBCXX_3.4.32 (GCC 13) but calls nothing from it.
/// Layout: System V ABI, Elf64_Verneed / Elf64_Vernaux in section .gnu.version_r (SHT_GNU_verneed).
/// </summary>
public sealed class RelaxSymbolVersion : Task
{
    private const int SectionVersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    [Required] public string Library { get; set; }
    [Required] public string Version { get; set; }

    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Library);
        if (bytes.Length < 64 || bytes[0] != 0x7f || bytes[1] != 'E' || bytes[4] != 2 || bytes[5] != 1) return true;

        var changed = false;
        var sections = (long)BitConverter.ToUInt64(bytes, 0x28);
        int size = BitConverter.ToUInt16(bytes, 0x3a), count = BitConverter.ToUInt16(bytes, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var header = (int)(sections + i * size);
            if (BitConverter.ToUInt32(bytes, header + 4) != SectionVersionNeeds) continue;
            var link = (int)(sections + BitConverter.ToUInt32(bytes, header + 40) * size);
            changed |= Relax(bytes, (int)BitConverter.ToUInt64(bytes, header + 24), (int)BitConverter.ToUInt64(bytes, link + 24));
        }

        if (changed) Replace(bytes);
        return true;
    }

    private bool Relax(byte[] bytes, int need, int strings)
    {
        var changed = false;
        for (var next = 1; next != 0; need += next)
        {
            next = (int)BitConverter.ToUInt32(bytes, need + 12);
            var aux = need + (int)BitConverter.ToUInt32(bytes, need + 8);
            for (var step = 1; step != 0; aux += step)
            {
                step = (int)BitConverter.ToUInt32(bytes, aux + 12);
                if (Name(bytes, strings + (int)BitConverter.ToUInt32(bytes, aux + 8)) != Version) continue;
                if ((BitConverter.ToUInt16(bytes, aux + 4) & Weak) != 0) continue;
                bytes[aux + 4] |= (byte)Weak;
                changed = true;
            }
        }

        return changed;
    }

    // The output may be a hard link into the package cache: replace the file, never write through it.
    private void Replace(byte[] bytes)
    {
        var temporary = Library + ".tmp";
        File.WriteAllBytes(temporary, bytes);
        File.Delete(Library);
        File.Move(temporary, Library);
        Log.LogMessage(MessageImportance.Low, "Relaxed {0} in {1}", Version, Library);
    }

    private static string Name(byte[] bytes, int at)
    {
        var end = Array.IndexOf(bytes, (byte)0, at);
        return Encoding.ASCII.GetString(bytes, at, end - at);
    }
}
