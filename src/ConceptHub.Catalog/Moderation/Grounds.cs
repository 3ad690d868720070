namespace ConceptHub.Catalog;

/// <summary>Why moderators decide, out of a catalogue; each has a sentence that the owner reads. Own: the moderator's own words alone.</summary>
public enum DecisionReason { Own, NoConsent, Copyright, Minors, Illegal, WrongRating, Misleading, Spam, Broken, Malicious, Harassment }

/// <summary>Why something is decided, as the owner will read it: a sentence of the catalogue, completed by the moderator's own words.</summary>
public sealed record Grounds(DecisionReason Code, string Text)
{
    public const int LongestText = 1000, MostPoints = 10;

    /// <summary>What the decision brings to the owner of the item; 0 for none.</summary>
    public int Points { get; init; }

    /// <summary>The moderator's own words alone.</summary>
    public static implicit operator Grounds(string text) => new(DecisionReason.Own, text);

    /// <summary>All of it in one text.</summary>
    public string Sentence => string.Join(' ', new[] { Of(Code), Text.Trim() }.Where(part => part.Length > 0));

    /// <summary>A sentence about what is missing or too long; null when it will do.</summary>
    internal string? Problem =>
        !Enum.IsDefined(Code) ? "Please choose a reason out of the list, or write one."
        : Sentence.Length == 0 ? "Please give a reason; the owner will read it."
        : Text.Length > LongestText ? $"The reason has {Text.Length} characters; {LongestText} is the most."
        : Points is < 0 or > MostPoints ? $"Please choose 0 to {MostPoints} points."
        : null;

    /// <summary>How many points the catalogue proposes; the moderator may choose others.</summary>
    public static int ProposedPoints(DecisionReason code) => code switch
    {
        DecisionReason.Minors => 10,
        DecisionReason.Illegal or DecisionReason.Malicious => 6,
        DecisionReason.NoConsent => 3,
        DecisionReason.Copyright or DecisionReason.Harassment => 2,
        DecisionReason.WrongRating or DecisionReason.Misleading or DecisionReason.Spam => 1,
        _ => 0,
    };

    /// <summary>What the catalogue says; empty for own words.</summary>
    public static string Of(DecisionReason code) => code switch
    {
        DecisionReason.NoConsent => "It shows a real person who did not agree to it.",
        DecisionReason.Copyright => "It uses somebody's work without their permission.",
        DecisionReason.Minors => "It sexualises minors.",
        DecisionReason.Illegal => "It breaks the law.",
        DecisionReason.WrongRating => "Its age rating is too low for what it shows.",
        DecisionReason.Misleading => "Its name, pictures or description promise something else than it does.",
        DecisionReason.Spam => "It is advertising, or the same thing many times.",
        DecisionReason.Broken => "It does not work as described.",
        DecisionReason.Malicious => "It is made to harm others.",
        DecisionReason.Harassment => "It insults or harasses somebody.",
        _ => "",
    };
}
