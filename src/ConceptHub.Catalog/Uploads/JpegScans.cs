using System.Buffers.Binary;

namespace ConceptHub.Catalog;

/// <summary>
/// How often a JPEG goes over its picture (ITU T.81, scans). A decoder looks at every block in each scan, and a scan of a whole picture
/// may take fifty bytes: a small file of many scans keeps a core for hours.
/// </summary>
internal static class JpegScans
{
    /// <summary>Programs write 10 or so in a progressive picture.</summary>
    public const int Most = 24;

    /// <summary>Whether there are more than <see cref="Most"/>.</summary>
    public static bool AreTooMany(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        for (var at = 2; at + 4 <= file.Length && scans <= Most;)
        {
            var next = file[at..].IndexOf((byte)0xFF); // what lies between is the picture
            if (next < 0 || at + next + 4 > file.Length) break;
            at += next;
            var marker = file[at + 1];
            if (marker == 0xD9) break;
            if (marker == 0xDA) scans++;
            at += marker switch
            {
                0xFF => 1,
                0x00 or 0x01 or (>= 0xD0 and <= 0xD8) => 2,
                _ => 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]),
            };
        }

        return scans > Most;
    }
}
