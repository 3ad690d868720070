namespace ConceptHub.BlockLora.Tests.Safetensors;

public sealed class FileContentsTests
{
    [Fact]
    public void Every_tensor_is_listed_with_its_norm_where_its_numbers_are_read()
    {
        var contents = FileContents.Read(File(
            [Floats("b", SafetensorsType.F32, [2, 2], 1, 2, 2, 4), Floats("a", SafetensorsType.F16, [2], 3, 4), new SafetensorsTensor("c", SafetensorsType.I64, [1], new byte[8])],
            new() { ["who"] = "ann" }));

        Assert.Equal([("a", 5.0), ("b", 5.0), ("c", null)], contents.Tensors.Select(tensor => (tensor.Entry.Name, tensor.Norm)));
        Assert.Equal("ann", contents.Texts["who"]);
    }

    [Fact]
    public void Large_tensor_is_read_piece_by_piece()
    {
        var ones = Enumerable.Repeat(1f, 600_000).ToArray(); // 2.4 MB, three pieces

        var contents = FileContents.Read(File([Floats("many", SafetensorsType.F32, [600, 1000], ones), Floats("none", SafetensorsType.F32, [0])]));

        Assert.Equal(Math.Sqrt(600_000), contents.Tensors[0].Norm);
        Assert.Equal(0, contents.Tensors[1].Norm);
    }

    [Fact]
    public void Hash_is_of_the_tensors_alone()
    {
        var (one, two) = (Floats("one", SafetensorsType.F32, [2], 1, 2), Floats("two", SafetensorsType.F32, [1, 2], 1, 2));
        var hash = ContentHash.Of(File([one, two]));

        Assert.Equal(hash, ContentHash.Of(File([two, one], new() { ["title"] = "another" })));
        Assert.NotEqual(hash, ContentHash.Of(File([one, Floats("two", SafetensorsType.F32, [2, 1], 1, 2)])));
        Assert.NotEqual(hash, ContentHash.Of(File([one, Floats("three", SafetensorsType.F32, [1, 2], 1, 2)])));
        Assert.NotEqual(hash, ContentHash.Of(File([one, Floats("two", SafetensorsType.F32, [1, 2], 1, 3)])));
        Assert.NotEqual(hash, ContentHash.Of(File([one])));
    }

    [Fact]
    public void Hash_of_values_outlives_other_names_another_order_and_half_precision()
    {
        float[] values = [.. Enumerable.Range(0, 700).Select(i => MathF.Sin(i) * MathF.Pow(10, i % 9 - 6))]; // down to what is subnormal in half precision
        var (one, two) = (Floats("one", SafetensorsType.F32, [7, 100], values), Floats("two", SafetensorsType.F32, [2], 1, 2));
        var half = FloatBytes.ToFloats(FloatBytes.FromFloats(values, SafetensorsType.F16), SafetensorsType.F16);
        var hash = ValueHash.Of(File([one, two]));

        Assert.Equal(hash, ValueHash.Of(File([Floats("a", SafetensorsType.F16, [2], 1, 2), Floats("b", SafetensorsType.F16, [7, 100], values)], new() { ["title"] = "another" })));
        Assert.Equal(hash, ValueHash.Of(File([Floats("one", SafetensorsType.F32, [7, 100], half), two, Floats("alpha", SafetensorsType.F32, [1], 16)]))); // there and back again
        Assert.NotEqual(hash, ValueHash.Of(File([Floats("one", SafetensorsType.BF16, [7, 100], values), two])));
        Assert.NotEqual(hash, ValueHash.Of(File([Floats("one", SafetensorsType.F32, [100, 7], values), two])));
        Assert.NotEqual(hash, ValueHash.Of(File([one, Floats("two", SafetensorsType.F32, [2], 1, 3)])));
        Assert.NotEqual(hash, ValueHash.Of(File([one])));
        Assert.Equal("", ValueHash.Of(File([Floats("alpha", SafetensorsType.F32, [1], 16)])));
    }

    [Fact]
    public void What_is_no_safetensors_file_is_said_to_be_none()
    {
        Assert.Throws<InvalidSafetensorsException>(() => FileContents.Read(new MemoryStream("hello, hello"u8.ToArray())));
        Assert.Throws<InvalidSafetensorsException>(() => ContentHash.Of(new MemoryStream()));
    }

    private static SafetensorsTensor Floats(string name, SafetensorsType type, long[] shape, params float[] values) => SafetensorsTensor.FromFloats(name, type, shape, values);

    private static MemoryStream File(IReadOnlyList<SafetensorsTensor> tensors, Dictionary<string, string>? texts = null)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, texts);
        stream.Position = 0;
        return stream;
    }
}
