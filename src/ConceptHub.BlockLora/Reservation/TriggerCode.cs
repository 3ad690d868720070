using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ConceptHub.BlockLora;

/// <summary>
/// The direction of a concept number's trigger vector: reserved with the number, like its rows. Anybody can compute everybody's, so a
/// concept learns to be silent on the triggers of all others without ever meeting them. Numbers of one pool are at right angles,
/// others nearly so.
/// </summary>
public static class TriggerCode
{
    /// <summary>A unit vector; the same on every machine.</summary>
    /// <param name="width">Width of a token embedding.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not in the codebook.</exception>
    public static float[] Of(Codebook codebook, int conceptNumber, int width)
    {
        var first = codebook.PoolOf(conceptNumber) * codebook.Blocks;
        var mates = new List<double[]>();
        // Gram and Schmidt over the pool up to the number; a narrow embedding has no room for all at right angles.
        for (var number = Math.Max(first, conceptNumber - width + 1); number <= conceptNumber; number++)
        {
            var direction = Drawn(number, width);
            foreach (var mate in mates)
            {
                var along = direction.Zip(mate, (a, b) => a * b).Sum();
                for (var i = 0; i < width; i++) direction[i] -= along * mate[i];
            }

            var length = Math.Sqrt(direction.Sum(a => a * a));
            mates.Add([.. direction.Select(a => a / length)]);
        }

        return [.. mates[^1].Select(a => (float)a)];
    }

    // Normal numbers by Box and Muller from a hash: random number generators differ between versions and devices.
    private static double[] Drawn(int number, int width)
    {
        var values = new double[width];
        for (var i = 0; i < width; i++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"blocklora trigger {number}/{i}"));
            values[i] = Math.Sqrt(-2 * Math.Log(Uniform(hash))) * Math.Cos(2 * Math.PI * Uniform(hash.AsSpan(8)));
        }

        return values;
    }

    /// <summary>Above 0, at most 1.</summary>
    private static double Uniform(ReadOnlySpan<byte> hash) => ((BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) + 1) * (1.0 / (1UL << 53));
}
