using System.Globalization;

namespace ConceptHub.Web.Shell;

/// <summary>Fills in the gaps of texts.</summary>
public static class Wording
{
    /// <summary>The wording with <c>{0}</c>, <c>{1}</c>… replaced by the values.</summary>
    public static string With(this string wording, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, wording, values);
}
