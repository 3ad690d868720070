namespace ConceptHub.Catalog;

/// <summary>Which answers each reason needs before a moderator can decide anything.</summary>
public static class ReportQuestions
{
    public const int LongestText = 1000, LongestAnswer = 200, LongestFault = 500;

    /// <summary>A sentence about what is missing or too long; null when it will do.</summary>
    internal static string? Problem(ReportDraft draft)
    {
        var answers = Fitting(draft);
        if (draft.Text.Length > LongestText) return $"The text has {draft.Text.Length} characters; {LongestText} is the most.";
        if (answers.Fault is { Length: > LongestFault } fault) return $"What happens is told in {fault.Length} characters; {LongestFault} is the most.";
        if (new[] { answers.Shown, answers.SeenAt, answers.Work, answers.Holder }.Any(answer => answer?.Length > LongestAnswer)) return $"An answer has at most {LongestAnswer} characters; there is room for more in the text.";
        return draft.Reason switch
        {
            ReportReason.Likeness when answers.Shown is null => "Please say who is shown.",
            ReportReason.Likeness when !Known(answers.Standing) => "Please say whether it is you, or whether you act for the person.",
            ReportReason.Copyright when answers.Work is null => "Please name the work.",
            ReportReason.Copyright when answers.Holder is null => "Please say whose work it is.",
            ReportReason.Copyright when !Known(answers.Standing) => "Please say whether the work is yours, or whether you act for its owner.",
            ReportReason.Illegal when !Known(answers.Ground) => "Please choose what kind of law it breaks.",
            ReportReason.Illegal when answers.Ground == LegalGround.Other && draft.Text.Trim().Length == 0 => "Please say which law it breaks.",
            ReportReason.Mislabelled when !Known(answers.Rating) && draft.Text.Trim().Length == 0 => "Please choose the rating that would be right, or say what else is wrong.",
            ReportReason.Broken when answers.Fault is null => "Please say what happens.",
            ReportReason.Other when draft.Text.Trim().Length == 0 => "Please say what is wrong.",
            _ => Enum.IsDefined(draft.Reason) ? null : "Please choose a reason.",
        };
    }

    /// <summary>Only what the reason asks for, without empty answers and spaces around them.</summary>
    internal static ReportAnswers Fitting(ReportDraft draft) => draft.Reason switch
    {
        ReportReason.Likeness => new ReportAnswers { Shown = Said(draft.Answers.Shown), Standing = draft.Answers.Standing, SeenAt = Said(draft.Answers.SeenAt) },
        ReportReason.Copyright => new ReportAnswers { Work = Said(draft.Answers.Work), Holder = Said(draft.Answers.Holder), Standing = draft.Answers.Standing },
        ReportReason.Illegal => new ReportAnswers { Ground = draft.Answers.Ground },
        ReportReason.Mislabelled => new ReportAnswers { Rating = draft.Answers.Rating },
        ReportReason.Broken => new ReportAnswers { Fault = Said(draft.Answers.Fault) },
        _ => new ReportAnswers(),
    };

    private static string? Said(string? answer) => string.IsNullOrWhiteSpace(answer) ? null : answer.Trim();

    private static bool Known<T>(T? answer) where T : struct, Enum => answer is { } it && Enum.IsDefined(it);
}
