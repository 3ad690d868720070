using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>A member's open composer, where one picture after another is asked for.</summary>
internal sealed class DrawingPage(BenchMember member, OpenPage page) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public BenchMember Member => member;

    /// <param name="member">Who draws.</param>
    /// <param name="address">Of the composer, with recipe and settings.</param>
    /// <param name="cancellation">Stops the opening.</param>
    public static async Task<DrawingPage> OpenAsync(BenchMember member, string address, CancellationToken cancellation) =>
        new(member, await OpenPage.OpenAsync(member.Http, member.Cookies, address, (_, _) => { }, cancellation));

    /// <summary>Asks for a picture and does not wait for it.</summary>
    public Task AskAsync(CancellationToken cancellation) => page.SubmitAsync(cancellation);

    /// <summary>Asks for a picture and looks until it is there.</summary>
    /// <exception cref="CannotRunException">The site fails to draw it, or falls silent.</exception>
    public async Task<SeenPicture> DrawAsync(CancellationToken cancellation)
    {
        try
        {
            var waiting = UntilAsync(text => text.StartsWith("Waiting · ", StringComparison.Ordinal));
            var preview = UntilAsync(text => text == "preview");
            var ended = UntilAsync(text => text is "final" or "Failed");
            var asked = DateTimeOffset.UtcNow;
            await AskAsync(cancellation);
            var end = await ended;
            if (end.Text == "Failed") throw new CannotRunException("The site failed to draw a picture.");
            return new SeenPicture(asked, Seen(waiting), Seen(preview)?.At ?? end.At, end.At);
        }
        catch (Exception lost) when (lost is TimeoutException or InvalidOperationException)
        {
            throw new CannotRunException($"A page of the site fell silent: {lost.Message}");
        }

        Task<PageText> UntilAsync(Predicate<string> isMeant) => page.UntilAsync(isMeant, Patience, cancellation);

        static PageText? Seen(Task<PageText> text) => text.IsCompletedSuccessfully ? text.Result : null;
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();
}

/// <summary>When a page was shown what of a picture.</summary>
/// <param name="Waiting">The words about its place in the line; null when it began before any were sent.</param>
/// <param name="Preview">The first one; the picture itself where none came before it.</param>
internal sealed record SeenPicture(DateTimeOffset Asked, PageText? Waiting, DateTimeOffset Preview, DateTimeOffset Picture);
