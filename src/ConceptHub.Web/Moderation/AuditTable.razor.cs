using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Moderation;

/// <summary>A page of the audit by what the address asks for.</summary>
public sealed partial class AuditTable
{
    [SupplyParameterFromQuery(Name = "who")] private string? Who { get; set; }
    [SupplyParameterFromQuery(Name = "did")] private string? Did { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }
    [SupplyParameterFromQuery(Name = "text")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "before")] private long? Before { get; set; }
    [SupplyParameterFromQuery(Name = "check")] private bool Checks { get; set; }

    [Inject] private Audit Audit { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private AuditPage Found { get; set; } = new([], null);
    private AuditProof? Proof { get; set; }

    private bool IsSearch => Before is not null || new[] { Who, Did, To, Text }.Any(word => !string.IsNullOrWhiteSpace(word));

    private (bool Good, string Text)? ProofWords => Proof?.Match<(bool, string)>(
        whole => (true, ModerationTexts.AuditWhole.With(whole.Lines, whole.Head)),
        broken => (false, ModerationTexts.AuditBroken.With(broken.Number)));

    protected override async Task OnParametersSetAsync()
    {
        var query = new AuditQuery { Actor = Who ?? "", Action = Did ?? "", Target = To ?? "", Text = Text ?? "", Before = Before };
        Found = await Audit.FindAsync(await Current.RequireAsync(), query, CancellationToken.None) ?? Found;
        if (Checks) Proof = await Audit.VerifyAsync(CancellationToken.None);
    }

    /// <summary>The same search elsewhere, or from an older line on.</summary>
    private string Address(string path, long? before = null)
    {
        var query = new QueryBuilder { { "show", "audit" } };
        foreach (var (name, word) in new[] { ("who", Who), ("did", Did), ("to", To), ("text", Text), ("before", before?.ToString(System.Globalization.CultureInfo.InvariantCulture)) })
            if (!string.IsNullOrWhiteSpace(word)) query.Add(name, word);
        return path + query;
    }
}
