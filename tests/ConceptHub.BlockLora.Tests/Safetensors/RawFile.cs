using System.Buffers.Binary;
using System.Text;

namespace ConceptHub.BlockLora.Tests.Safetensors;

/// <summary>Files made byte by byte, so that every rule can be broken on its own.</summary>
internal static class RawFile
{
    public static byte[] Of(string header, int dataBytes) => Of(Encoding.UTF8.GetBytes(header), new byte[dataBytes]);

    public static byte[] Of(byte[] header, byte[] data, ulong? claimedLength = null)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedLength ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    public static SafetensorsFile Read(byte[] file) => SafetensorsFile.Read(new MemoryStream(file));
}

/// <summary>A stream as it comes from a network: no length, no seeking, a few bytes at a time.</summary>
internal sealed class TrickleStream(byte[] bytes, int atOnce = 7) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atOnce));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atOnce)]);
}
