using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Comments;

/// <summary>Writes a comment or an answer, changes or deletes one's own; what was typed stays when it is refused.</summary>
public sealed partial class CommentForm
{
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public Guid ConceptId { get; set; }

    /// <summary>The address of the concept's page.</summary>
    [Parameter, EditorRequired] public string Page { get; set; } = "";
    [Parameter, EditorRequired] public Actor Viewer { get; set; } = default!;

    /// <summary>The comment that is answered or changed; null for a new one.</summary>
    [Parameter] public CommentInfo? Target { get; set; }
    [Parameter] public CommentAct? Act { get; set; }

    /// <summary>The comment that was to be answered or changed is gone.</summary>
    [Parameter] public bool IsLost { get; set; }

    [SupplyParameterFromForm(FormName = "comment")] private Form? Input { get; set; }

    [Inject] private Catalog.Comments Comments { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string Action => Target is null ? $"{Page}#{CommentAddress.Part}" : CommentAddress.Write(Page, Target.Id, Act!.Value);

    private string Label => Target is null ? CommentsTexts.Write : Act == CommentAct.Edit ? CommentsTexts.Change : CommentsTexts.AnswerWhom.With(Target.AuthorName);

    protected override void OnInitialized()
    {
        Input ??= new Form { Text = Act == CommentAct.Edit ? Target?.Text : null };
        if (IsLost) _problems = [CommentsTexts.Gone];
    }

    private async Task SendAsync()
    {
        if (IsLost) return;
        var text = Input!.Text ?? "";
        _problems = (Act, Input.Delete) switch
        {
            (CommentAct.Edit, true) => Done(await Comments.DeleteAsync(Viewer, Target!.Id, CancellationToken.None), $"{Page}#{CommentAddress.Part}"),
            (CommentAct.Edit, false) => Done(await Comments.EditAsync(Viewer, Target!.Id, text, CancellationToken.None), CommentAddress.Of(Page, Target.Id)),
            _ => Written(await Comments.WriteAsync(Viewer, ConceptId, new CommentDraft(text, Target?.Id), CancellationToken.None)),
        };
    }

    private IReadOnlyList<string> Written(CommentResult result) => result.Match<IReadOnlyList<string>>(
        written => Leave(CommentAddress.Of(Page, written.Id)), _ => [CommentsTexts.Gone], refused => [refused.Sentence]);

    private IReadOnlyList<string> Done(ActionResult result, string next) => result.Match<IReadOnlyList<string>>(
        _ => Leave(next), _ => [CommentsTexts.Gone], _ => [CommentsTexts.NotYours], refused => [refused.Sentence]);

    // Off to where it is seen; nothing went wrong.
    private IReadOnlyList<string> Leave(string next)
    {
        Navigation.NavigateTo(next);
        return [];
    }

    private sealed class Form
    {
        public string? Text { get; set; }
        public bool Delete { get; set; }
    }
}
