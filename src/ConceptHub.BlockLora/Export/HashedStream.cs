using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConceptHub.BlockLora;

/// <summary>Passes what is written on, and knows its hashes: of the whole file and, of a safetensors file, of the tensors alone.</summary>
internal sealed class HashedStream(Stream inner) : Stream
{
    private readonly IncrementalHash _whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256), _tensors = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[sizeof(ulong)];   // length of the header: the first bytes of a safetensors file
    private long _written;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <summary>What the receipt says of the file as written so far.</summary>
    public ReceiptFile Describe(string path) => new(path, _written, Convert.ToHexStringLower(_whole.GetCurrentHash()),
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? TensorHash.Text(_tensors.GetCurrentHash()) : null);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _whole.AppendData(buffer);
        if (_written < _head.Length)
            buffer[..(int)Math.Min(buffer.Length, _head.Length - _written)].CopyTo(_head.AsSpan((int)_written));
        var end = _written + buffer.Length;
        var dataStart = end < _head.Length ? long.MaxValue : _head.Length + (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(_head), long.MaxValue / 2);
        if (dataStart < end) _tensors.AppendData(buffer[(int)Math.Max(0, dataStart - _written)..]);
        _written = end;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _whole.Dispose();
            _tensors.Dispose();
        }

        base.Dispose(disposing);
    }
}
