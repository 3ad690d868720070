namespace ConceptHub.Web.Shell;

/// <summary>Blurs pictures for adults until whoever looks asks for them: kept in the browser, for visitors as for members (<c>veil.js</c>).</summary>
internal static class Veil
{
    /// <summary>The class of an element whose pictures are veiled; null for none.</summary>
    public static string? Css(bool isVeiled) => isVeiled ? "veiled" : null;
}
