namespace ConceptHub.Web.Mail;

public static class MailServices
{
    /// <summary>Adds mail as section <c>Mail</c> of the settings says; without a host there is none.</summary>
    /// <exception cref="InvalidOperationException">The settings do not fit together.</exception>
    public static IServiceCollection AddHubMail(this IServiceCollection services, IConfiguration settings)
    {
        var options = settings.GetSection("Mail").Get<MailOptions>() ?? new MailOptions();
        if (options.Problem is { } problem) throw new InvalidOperationException(problem);
        return services.AddSingleton(options).AddSingleton<LetterBox>().AddSingleton<Letters>().AddSingleton<IMailer, SmtpMailer>().AddHostedService<LetterCarrier>();
    }
}
