using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Comments;

/// <summary>A concept's comments, and the form to write one, answer one, or change one's own.</summary>
public sealed partial class ConceptComments
{
    private CommentBoard _board = new(new PageOf<CommentThread>([], 0, 1, Catalog.Comments.PageSize), 0, CommentRight.Guest, []);

    [Parameter, EditorRequired] public ConceptCard Card { get; set; } = default!;
    [Parameter] public Actor? Viewer { get; set; }

    [SupplyParameterFromQuery(Name = "comments")] private int? Page { get; set; }
    [SupplyParameterFromQuery(Name = "comment")] private Guid? Sought { get; set; }
    [SupplyParameterFromQuery(Name = "do")] private string? Doing { get; set; }

    [Inject] private Catalog.Comments Comments { get; set; } = default!;

    private string Here => ConceptAddress.Of(Card);

    private CommentAct? Act => Enum.TryParse<CommentAct>(Doing, ignoreCase: true, out var act) && Enum.IsDefined(act) ? act : null;

    // The comment that is answered or changed; null when none is, or the viewer may not.
    private CommentInfo? Target => Act is null || _board.Right != CommentRight.May ? null : _board.Threads.Items.SelectMany(thread => thread.Answers.Prepend(thread.First))
        .FirstOrDefault(comment => comment.Id == Sought && comment.Standing == CommentStanding.Shown && (Act == CommentAct.Answer || comment.AuthorId == Viewer?.Id));

    protected override async Task OnInitializedAsync()
    {
        var page = Page ?? (Sought is { } id ? await Comments.PageOfAsync(id, Viewer, CancellationToken.None) : 1);
        _board = await Comments.OfAsync(Card.Id, Viewer, page, CancellationToken.None);
    }
}
