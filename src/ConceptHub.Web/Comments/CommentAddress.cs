using ConceptHub.Catalog;

namespace ConceptHub.Web.Comments;

/// <summary>Addresses of comments: all are of the concept's page, which opens where the comment stands.</summary>
internal static class CommentAddress
{
    public const string Part = "comments";

    public static string Of(string conceptPage, Guid id) => $"{conceptPage}?comment={id}#{Anchor(id)}";

    /// <summary>The same with the form to answer or to change it. It takes the focus, which a browser gives to nothing where an address points at a part.</summary>
    public static string Write(string conceptPage, Guid id, CommentAct act) => $"{conceptPage}?comment={id}&do={act.ToString().ToLowerInvariant()}";

    public static string Page(string conceptPage, int page) => $"{conceptPage}?comments={page}#{Part}";

    public static string Anchor(Guid id) => $"comment-{id}";
}

/// <summary>What a viewer does with somebody's comment, or their own.</summary>
public enum CommentAct { Answer, Edit }
