namespace ConceptHub.ToyWorld.Tests;

internal static class Pictures
{
    /// <summary>Mean absolute difference of two pictures' bytes, 0 to 255.</summary>
    public static double Distance(byte[] one, byte[] two)
    {
        long sum = 0;
        for (var i = 0; i < one.Length; i++) sum += Math.Abs(one[i] - two[i]);
        return (double)sum / one.Length;
    }
}
