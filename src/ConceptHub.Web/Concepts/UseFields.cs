using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>What a form says about <see cref="HubUse"/>.</summary>
public sealed class UseFields
{
    public bool Download { get; set; }
    public bool Draw { get; set; }
    public bool Merge { get; set; }
    public bool Export { get; set; }

    public HubUse Uses => (Download ? HubUse.Download : 0) | (Draw ? HubUse.Draw : 0) | (Merge ? HubUse.Merge : 0) | (Export ? HubUse.Export : 0);

    public static UseFields Of(HubUse uses) => new()
    {
        Download = uses.HasFlag(HubUse.Download),
        Draw = uses.HasFlag(HubUse.Draw),
        Merge = uses.HasFlag(HubUse.Merge),
        Export = uses.HasFlag(HubUse.Export),
    };
}
