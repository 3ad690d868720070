using ConceptHub.Catalog;

namespace ConceptHub.Web.Train;

/// <summary>What is typed into <see cref="StrengthFields"/>; the catalog judges it.</summary>
public sealed class StrengthForm
{
    public float Recommended { get; set; }
    public float Least { get; set; }
    public float Most { get; set; }

    public StrengthRange Range => new(Recommended, Least, Most);

    public static StrengthForm Of(StrengthRange range) => new() { Recommended = range.Recommended, Least = range.Min, Most = range.Max };
}
