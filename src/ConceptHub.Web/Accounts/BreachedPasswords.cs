using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Looks passwords up in the operator's file of stolen ones (OWASP ASVS 6.2.12): lines of <c>SHA1</c>, or <c>SHA1:COUNT</c>, ordered by hash. The
/// file has tens of gigabytes: some thirty short reads find a line, and nothing of it stays in memory. No service is asked.
/// </summary>
internal sealed class BreachedPasswords : IDisposable
{
    private const int HashLength = 40;

    // Longer than a line, so that one read holds a whole one wherever it begins.
    private const int WindowBytes = 256;

    private readonly SafeFileHandle? _file;

    /// <param name="path">Empty: no password is known.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or it is another kind of file.</exception>
    public BreachedPasswords(string path)
    {
        if (path.Length == 0) return;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Accounts:BreachedPasswords names '{path}', which cannot be read: {fault.Message}", fault);
        }

        if (LineAt(0) is { } first && IsHash(first)) return;
        _file.Dispose();
        throw new InvalidOperationException($"Accounts:BreachedPasswords names '{path}', whose first line is no SHA-1 hash in hexadecimal digits.");
    }

    public bool Contains(string password)
    {
        if (_file is null) return false;
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
        var (low, high) = (0L, RandomAccess.GetLength(_file)); // the line begins at low or behind it, and before high
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var begin = BeginOfLine(middle, low);
            if (LineAt(begin) is not { } line || line.Length < HashLength) return false;
            var order = string.Compare(line[..HashLength], wanted, StringComparison.OrdinalIgnoreCase);
            if (order == 0) return true;
            if (order < 0) low = begin + line.Length + 1;
            else high = begin;
        }

        return false;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Where the line begins that a place is in; never before <paramref name="low"/>, where one begins.</summary>
    private long BeginOfLine(long place, long low)
    {
        Span<byte> window = stackalloc byte[WindowBytes];
        var from = Math.Max(low, place - WindowBytes);
        var before = window[..(int)(place - from)];
        var read = Fill(before, from);
        var end = before[..read].LastIndexOf((byte)'\n');
        return end >= 0 ? from + end + 1 : low;
    }

    /// <summary>Without its line feed; null at the end.</summary>
    private string? LineAt(long place)
    {
        Span<byte> window = stackalloc byte[WindowBytes];
        var line = window[..Fill(window, place)];
        if (line.IsEmpty) return null;
        var end = line.IndexOf((byte)'\n');
        return Encoding.ASCII.GetString(end < 0 ? line : line[..end]);
    }

    // A read may bring less than asked for.
    private int Fill(Span<byte> into, long from)
    {
        var filled = 0;
        for (int read; filled < into.Length && (read = RandomAccess.Read(_file!, into[filled..], from + filled)) > 0;) filled += read;
        return filled;
    }

    private static bool IsHash(string line) => line.Length >= HashLength && line.AsSpan(0, HashLength).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
}
