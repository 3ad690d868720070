using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks an assembly as not to be optimized by the JIT, so that what is passed to its methods lives until they return
/// (docs/decisions/0006-torchsharp-lifetimes.md). The compiler left <c>[assembly: Debuggable(IgnoreSymbolStoreSequencePoints)]</c>;
/// its blob (ECMA-335 II.23.3) gets DisableOptimizations and what goes with it.
/// </summary>
public sealed class DisableOptimizations : Task
{
    // Length 8, prolog 1, the enumeration's four bytes, no named arguments.
    private static readonly byte[] Compiled = { 8, 1, 0, 0x02, 0, 0, 0, 0, 0 }, Wanted = { 8, 1, 0, 0x07, 1, 0, 0, 0, 0 };

    [Required] public string Assembly { get; set; }

    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Assembly);
        if (Find(bytes, Wanted, 0) >= 0) return true;
        var at = Find(bytes, Compiled, 0);
        if (at < 0 || Find(bytes, Compiled, at + 1) >= 0)
        {
            Log.LogError("{0} was compiled otherwise than expected: what is passed to it may be freed while it is used. See docs/decisions/0006-torchsharp-lifetimes.md.", Assembly);
            return false;
        }

        Wanted.CopyTo(bytes, at);
        // The output may be a hard link into the package cache: replace the file, never write through it.
        var temporary = Assembly + ".tmp";
        File.WriteAllBytes(temporary, bytes);
        File.Delete(Assembly);
        File.Move(temporary, Assembly);
        return true;
    }

    private static int Find(byte[] bytes, byte[] wanted, int from)
    {
        for (var at = from; at <= bytes.Length - wanted.Length; at++)
        {
            var same = 0;
            while (same < wanted.Length && bytes[at + same] == wanted[same]) same++;
            if (same == wanted.Length) return at;
        }

        return -1;
    }
}
