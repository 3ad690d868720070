using System.Text;

namespace ConceptHub.BlockLora.Tests.Safetensors;

public sealed class SafetensorsRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_tensors_come_back_as_written(int seed)
    {
        var random = new Random(seed);
        var tensors = Enumerable.Range(0, 40).Select(i => RandomTensor(random, i)).ToList();
        var metadata = new Dictionary<string, string> { ["quote"] = "\"<'&\\\n\u0001", ["空"] = "😀", ["empty"] = "" };
        var stream = new MemoryStream();

        SafetensorsWriter.Write(stream, tensors, metadata);
        var file = SafetensorsFile.Read(new TrickleStream(stream.ToArray(), 1000));

        Assert.Equal(metadata, file.Metadata.ToDictionary());
        Assert.Equal(tensors.Count, file.Tensors.Count);
        foreach (var tensor in tensors)
        {
            Assert.Equal(tensor.Type, file.Tensors[tensor.Name].Type);
            Assert.Equal(tensor.Shape, file.Tensors[tensor.Name].Shape);
            Assert.True(tensor.Data.Span.SequenceEqual(file.Bytes(tensor.Name)));
        }
    }

    [Fact]
    public void File_starts_its_data_at_a_multiple_of_8_with_large_types_first()
    {
        var stream = new MemoryStream();

        SafetensorsWriter.Write(stream, [Tensor("b", SafetensorsType.F16), Tensor("z", SafetensorsType.F32), Tensor("a", SafetensorsType.F16), Tensor("u", SafetensorsType.U8)]);

        stream.Position = 0;
        var header = SafetensorsFile.ReadHeader(stream);
        Assert.Equal(0, header.DataStart % 8);
        Assert.Equal(["z", "a", "b", "u"], header.Tensors.Values.OrderBy(t => t.Begin).Select(t => t.Name));
        Assert.Equal(header.DataStart, stream.Position);
    }

    // What the reference writer gives for the same input (safetensors/src/tensor.rs, its tests of serialisation).
    [Fact]
    public void Header_has_the_bytes_of_the_reference_writer()
    {
        var floats = SafetensorsTensor.FromFloats("attn0", SafetensorsType.F32, [1, 1, 2, 3], [0, 1, 2, 3, 4, 5]);

        Assert.Equal((72, """{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       """), HeaderOf([floats], null));
        Assert.Equal((8, "{}      "), HeaderOf([], null));
        Assert.Equal((40, """{"__metadata__":{"framework":"pt"}}     """), HeaderOf([], new() { ["framework"] = "pt" }));
    }

    [Fact]
    public void Empty_file_scalar_and_empty_tensor_are_legal()
    {
        Assert.Empty(RawFile.Read(RawFile.Of("{}", 0)).Tensors);

        var file = RawFile.Read(RawFile.Of("""{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]}}""", 4));

        Assert.Equal([0f], file.ReadFloats("s"));
        Assert.Empty(file.ReadFloats("e"));
    }

    [Fact]
    public void Header_of_a_checkpoint_beyond_2_GiB_keeps_its_offsets()
    {
        const string Header = """{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]},"b":{"dtype":"U8","shape":[3],"data_offsets":[4294967296,4294967299]}}""";

        var header = SafetensorsFile.ReadHeader(new TrickleStream(RawFile.Of(Header, 0)));

        Assert.Equal(4294967299, header.DataLength);
        Assert.Equal(4294967296, header.Tensors["b"].Begin);
        Assert.Equal(8 + Header.Length, header.DataStart);
    }

    [Fact]
    public void Writer_refuses_names_twice_and_sizes_that_do_not_fit()
    {
        var stream = new MemoryStream();

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [Tensor("a", SafetensorsType.U8), Tensor("a", SafetensorsType.F32)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [Tensor("__metadata__", SafetensorsType.U8)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [new SafetensorsTensor("a", SafetensorsType.F32, [2], new byte[4])]));
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Every_half_widens_as_the_runtime_does()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var bytes = new byte[bits.Length * 2];
        Buffer.BlockCopy(bits, 0, bytes, 0, bytes.Length);

        var floats = FloatBytes.ToFloats(bytes, SafetensorsType.F16);

        for (var i = 0; i < bits.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(bits[i]);
            Assert.True(float.IsNaN(expected) ? float.IsNaN(floats[i]) : expected.Equals(floats[i]) && float.IsNegative(expected) == float.IsNegative(floats[i]), $"half 0x{i:X4}");
        }
    }

    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)] // half way, down to even
    [InlineData(1.01171875f, 0x3F82)] // half way, up to even
    [InlineData(-1.005f, 0xBF81)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void Brain_floats_round_to_nearest_even(float value, int bits)
    {
        var bytes = FloatBytes.FromFloats([value, float.NaN], SafetensorsType.BF16);

        Assert.Equal(bits, BitConverter.ToUInt16(bytes));
        Assert.True(float.IsNaN(FloatBytes.ToFloats(bytes, SafetensorsType.BF16)[1]));
    }

    [Fact]
    public void Integers_are_no_floats()
    {
        var file = RawFile.Read(RawFile.Of("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8));

        Assert.Contains("I64", Assert.Throws<InvalidSafetensorsException>(() => file.ReadFloats("a")).Message, StringComparison.Ordinal);
    }

    private static (int Length, string Text) HeaderOf(SafetensorsTensor[] tensors, Dictionary<string, string>? metadata)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        var length = (int)BitConverter.ToUInt64(stream.ToArray());
        return (length, Encoding.UTF8.GetString(stream.ToArray(), 8, length));
    }

    private static SafetensorsTensor Tensor(string name, SafetensorsType type) => new(name, type, [1], new byte[type.Bytes()]);

    private static SafetensorsTensor RandomTensor(Random random, int index)
    {
        var type = (SafetensorsType)random.Next(Enum.GetValues<SafetensorsType>().Length);
        long[] shape = [.. Enumerable.Range(0, random.Next(5)).Select(_ => (long)random.Next(6))];
        var data = new byte[shape.Aggregate(1L, (product, size) => product * size) * type.Bytes()];
        random.NextBytes(data);
        return new SafetensorsTensor($"layer.{index}.\"ü\"", type, shape, data);
    }
}
