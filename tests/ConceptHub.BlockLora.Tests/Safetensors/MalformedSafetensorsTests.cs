using System.Text;

namespace ConceptHub.BlockLora.Tests.Safetensors;

public sealed class MalformedSafetensorsTests
{
    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "gaps and overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "gaps and overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "gaps and overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "gaps and overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes, but has 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8, "needs 4 bytes, but has 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut off")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "appended")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "too large to count")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "too large to count")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807,2,0],"data_offsets":[0,0]}}""", 0, "too large to count")]
    [InlineData("""{"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,0]}}""", 0, "whole number")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}""", 0, "whole number")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,0]}}""", 0, "whole number")]
    [InlineData("""{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "whole number")]
    [InlineData("""{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "not a list")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "no valid data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "no valid data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1, "no valid data_offsets")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}""", 1, "unknown type 'Q4'")]
    [InlineData("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,1]}}""", 1, "not a text")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1, "lacks")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"code":"x"}}""", 1, "unknown field 'code'")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "'dtype' twice")]
    [InlineData("""{"a":[1]}""", 0, "not described by an object")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "'k' twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not a text")]
    [InlineData("""{"__metadata__":{"k":{"nested":"x"}}}""", 0, "not a text")]
    [InlineData("""{"__metadata__":null}""", 0, "not a map")]
    [InlineData("""{"__metadata__":{"k":"\ud800"}}""", 0, "not valid JSON")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("""{} x""", 0, "padded")]
    [InlineData("{}\n", 0, "padded")]
    [InlineData("{}\0", 0, "padded")]
    [InlineData("""{}{}""", 0, "padded")]
    [InlineData(""" {}""", 0, "does not start with '{'")]
    [InlineData("""[]""", 0, "does not start with '{'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0,],"data_offsets":[0,0]}}""", 0, "not valid JSON")]
    public void Header_that_breaks_a_rule_is_refused(string header, int dataBytes, string sentence)
    {
        var refused = Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read(RawFile.Of(header, dataBytes)));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000_001UL, "at most 100000000")]
    [InlineData(ulong.MaxValue, "at most 100000000")]
    [InlineData(99_999_999UL, "cut off")]
    [InlineData(0UL, "no header")]
    public void Header_length_that_lies_is_refused(ulong claimed, string sentence)
    {
        var file = RawFile.Of("{}"u8.ToArray(), [], claimed);

        Assert.Contains(sentence, Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains(sentence, Assert.Throws<InvalidSafetensorsException>(() => SafetensorsFile.Read(new TrickleStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_that_is_no_UTF8_is_refused()
    {
        byte[] header = [.. """{"__metadata__":{"k":" """u8, 0xFF, .. "\"}}"u8];

        var refused = Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read(RawFile.Of(header, [])));

        Assert.Contains("UTF-8", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 8, 8, 0, 0, 0 }, "zip archive")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 0, 0, 0 }, "zip archive")]
    [InlineData(new byte[] { 0x80, 2, (byte)'}', (byte)'q', 0, (byte)'(', (byte)'X', 1, 2, 3 }, "pickle")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0 }, "pickle")]
    [InlineData(new byte[] { 1, 2, 3 }, "only 3 bytes")]
    [InlineData(new byte[0], "only 0 bytes")]
    public void File_of_another_format_is_named(byte[] file, string sentence)
    {
        var refused = Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read(file));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_or_extended_anywhere_is_refused()
    {
        var file = RawFile.Of("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);

        for (var length = 0; length < file.Length; length++)
        {
            var part = file[..length];
            Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read(part));
            Assert.Throws<InvalidSafetensorsException>(() => SafetensorsFile.Read(new TrickleStream(part)));
        }

        Assert.Throws<InvalidSafetensorsException>(() => RawFile.Read([.. file, 0]));
        Assert.Throws<InvalidSafetensorsException>(() => SafetensorsFile.ReadHeader(new MemoryStream([.. file, 0])));
        Assert.Throws<InvalidSafetensorsException>(() => SafetensorsFile.Read(new TrickleStream([.. file, 0])));
    }

    [Fact]
    public void Any_changed_byte_is_read_or_refused_but_never_crashes()
    {
        var original = RawFile.Of("""{"__metadata__":{"k":"v\u00e9"},"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}   """, 9);

        for (var position = 0; position < original.Length; position++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])original.Clone();
                changed[position] = (byte)value;
                try
                {
                    Assert.Equal(9, RawFile.Read(changed).Header.DataLength);
                }
                catch (InvalidSafetensorsException refused)
                {
                    Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void More_data_than_the_caller_wants_is_refused_before_reading()
    {
        var header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}}""");

        var refused = Assert.Throws<InvalidSafetensorsException>(() => SafetensorsFile.Read(new TrickleStream(RawFile.Of(header, [])), 1000));

        Assert.Contains("at most 1000", refused.Message, StringComparison.Ordinal);
    }
}
