using System.Text.Json.Serialization;

namespace ConceptHub.Catalog;

/// <summary>Whether a reporter is the person or the rights holder: themselves, acting for them with their word, or a third.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReporterStanding>))]
public enum ReporterStanding { Self, Acting, Third }

/// <summary>What kind of law something breaks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LegalGround>))]
public enum LegalGround { Minors, Violence, Hate, Fraud, Privacy, Other }

/// <summary>Answers to the questions of a reason; each is null where its reason does not ask or nothing was said.</summary>
public sealed record ReportAnswers
{
    /// <summary>Of <see cref="ReportReason.Likeness"/>: who is shown.</summary>
    public string? Shown { get; init; }

    /// <summary>Of <see cref="ReportReason.Likeness"/> and <see cref="ReportReason.Copyright"/>.</summary>
    public ReporterStanding? Standing { get; init; }

    /// <summary>Of <see cref="ReportReason.Likeness"/>: where the person or the pictures can be seen; may be left out.</summary>
    public string? SeenAt { get; init; }

    /// <summary>Of <see cref="ReportReason.Copyright"/>: which work.</summary>
    public string? Work { get; init; }

    /// <summary>Of <see cref="ReportReason.Copyright"/>: whose it is.</summary>
    public string? Holder { get; init; }

    /// <summary>Of <see cref="ReportReason.Illegal"/>.</summary>
    public LegalGround? Ground { get; init; }

    /// <summary>Of <see cref="ReportReason.Mislabelled"/>: which would be right; without it the text says what is wrong.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<AgeRating>))]
    public AgeRating? Rating { get; init; }

    /// <summary>Of <see cref="ReportReason.Broken"/>: what happens.</summary>
    public string? Fault { get; init; }
}

/// <summary>What somebody reports about an item.</summary>
/// <param name="Text">More for the moderator; up to 1000 characters.</param>
public sealed record ReportDraft(ReportReason Reason, string Text)
{
    public ReportAnswers Answers { get; init; } = new();
}
