using ConceptHub.Catalog;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Writes down who came in and who was refused: in the log for the operator, with numbers of events to watch for, and in the member's own history.
/// Neither holds what was typed. A name that nobody has may be somebody's password in the wrong field, so it is not written down either.
/// </summary>
public sealed partial class SignInLog(SignInHistory history, IHttpContextAccessor requests, ILogger<SignInLog> log)
{
    private string Agent => requests.HttpContext?.Request.Headers.UserAgent.ToString() ?? "";

    private string Network => SignInHistory.NetworkOf(requests.HttpContext?.Connection.RemoteIpAddress);

    internal Task SignedInAsync(Member member, SignInMeans means)
    {
        LogSignedIn(member.Id, means, Network);
        return RecordAsync(member, SignInOutcome.SignedIn, means);
    }

    /// <summary>One more failure; when it was the one too many, the account is closed for a while.</summary>
    internal Task FailedAsync(Member member, SignInMeans means, bool isLocked)
    {
        var outcome = isLocked ? SignInOutcome.LockedOut : means == SignInMeans.Password ? SignInOutcome.WrongPassword : SignInOutcome.WrongCode;
        if (isLocked) LogLockedOut(member.Id, means, Network);
        else LogFailed(member.Id, means, outcome, Network);
        return RecordAsync(member, outcome, means);
    }

    /// <summary>Only in the log: whoever keeps trying must not fill the member's history.</summary>
    internal void StillLocked(Member member, SignInMeans means) => LogStillLocked(member.Id, means, Network);

    /// <summary>A name or a passkey that nobody has.</summary>
    internal void Unknown(SignInMeans means) => LogUnknown(means, Network);

    /// <summary>The password was right, and a code is asked for.</summary>
    internal void CodeAsked(Member member) => LogCodeAsked(member.Id, Network);

    /// <summary>Somebody signed in asked for what their roles do not hold.</summary>
    internal void Refused(HttpContext context) => LogRefused(Actor.From(context.User)?.Id, context.Request.Method, context.Request.Path, Network);

    private Task RecordAsync(Member member, SignInOutcome outcome, SignInMeans means) =>
        history.RecordAsync(member.Id, new SignInAttempt(outcome, means, Agent, requests.HttpContext?.Connection.RemoteIpAddress), CancellationToken.None);

    [LoggerMessage(EventId = 1201, EventName = "SignedIn", Level = LogLevel.Information, Message = "Member {Member} signed in by {Means} from {Network}.")]
    private partial void LogSignedIn(Guid member, SignInMeans means, string network);

    [LoggerMessage(EventId = 1202, EventName = "SignInFailed", Level = LogLevel.Warning, Message = "Sign-in of member {Member} by {Means} from {Network} failed: {Outcome}.")]
    private partial void LogFailed(Guid member, SignInMeans means, SignInOutcome outcome, string network);

    [LoggerMessage(EventId = 1203, EventName = "LockedOut", Level = LogLevel.Warning, Message = "Member {Member} is locked out after too many failures, the last by {Means} from {Network}.")]
    private partial void LogLockedOut(Guid member, SignInMeans means, string network);

    [LoggerMessage(EventId = 1204, EventName = "SignInWhileLocked", Level = LogLevel.Warning, Message = "Sign-in of member {Member} by {Means} from {Network} was refused: locked out.")]
    private partial void LogStillLocked(Guid member, SignInMeans means, string network);

    [LoggerMessage(EventId = 1205, EventName = "SignInUnknown", Level = LogLevel.Warning, Message = "Sign-in by {Means} from {Network} failed: nobody has that name or key.")]
    private partial void LogUnknown(SignInMeans means, string network);

    [LoggerMessage(EventId = 1206, EventName = "CodeAsked", Level = LogLevel.Information, Message = "Member {Member} gave the password from {Network} and is asked for a code.")]
    private partial void LogCodeAsked(Guid member, string network);

    [LoggerMessage(EventId = 1207, EventName = "PermissionRefused", Level = LogLevel.Warning, Message = "Member {Member} was refused {Method} {Path}, from {Network}.")]
    private partial void LogRefused(Guid? member, string method, string path, string network);
}
