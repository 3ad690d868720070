using System.Net;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Web.Tests.Accounts;

public sealed class LoggedHub : TestHub
{
    public LogLines Log { get; } = new();

    protected override void Replace(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(Log));
}

public sealed class SignInLogTests(LoggedHub hub) : IClassFixture<LoggedHub>
{
    [Fact]
    public async Task Member_sees_who_came_in_and_who_tried()
    {
        var visitor = await hub.MemberAsync("Lena");
        var other = hub.Visitor();
        other.Client.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0");
        await SignInAsync(other, "Lena", "not the password");

        var shown = (await visitor.GetAsync("/account/devices")).All(".recent li");

        Assert.Equal(2, shown.Count);
        Assert.StartsWith("Wrong password Firefox on Linux", shown[0]);
        Assert.StartsWith("Signed in with the password", shown[1]);
    }

    [Fact]
    public async Task Lock_out_is_told_once_and_later_tries_only_to_the_operator()
    {
        var visitor = await hub.MemberAsync("Luis");
        for (var attempt = 0; attempt < 11; attempt++) await SignInAsync(hub.Visitor(), "Luis", $"guess number {attempt}");

        var shown = (await visitor.GetAsync("/account/devices")).All(".recent li");
        var id = await IdAsync("Luis");

        Assert.Equal(9, shown.Count); // seven failures, the one too many, and signing up
        Assert.StartsWith("Closed for some minutes", shown[0]);
        Assert.Single(hub.Log.Lines, line => line.Event == 1203 && line.Text.Contains(id, StringComparison.Ordinal));
        Assert.Equal(3, hub.Log.Lines.Count(line => line.Event == 1204 && line.Text.Contains(id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Second_step_is_logged_with_what_it_was_tried_by()
    {
        var visitor = await hub.MemberAsync("Lars");
        var (_, key) = await TwoStepCodes.TurnOnAsync(visitor);
        var other = hub.Visitor();
        var asked = await SignInAsync(other, "Lars", TestHub.Password);
        await other.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = "000000" });
        await other.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = TwoStepCodes.Of(key, ahead: 1) });

        var shown = (await visitor.GetAsync("/account/devices")).All(".recent b");

        Assert.Equal(["Signed in with a code of the app", "Wrong code", "Signed in with the password"], shown);
        Assert.Contains(hub.Log.Lines, line => line.Event == 1206);
    }

    [Fact]
    public async Task Refusals_are_logged_and_nothing_that_was_typed_is()
    {
        var visitor = await hub.MemberAsync("Lotte");
        await SignInAsync(hub.Visitor(), "my-Secret-In-The-Wrong-Field", "some other secret words");

        var refused = await visitor.GetAsync("/admin");
        var id = await IdAsync("Lotte");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains(hub.Log.Lines, line => line.Event == 1207 && line.Text.Contains($"Member {id} was refused GET /admin", StringComparison.Ordinal));
        Assert.Contains(hub.Log.Lines, line => line.Event == 1205);
        Assert.DoesNotContain(hub.Log.Lines, line => line.Text.Contains("Wrong-Field", StringComparison.OrdinalIgnoreCase) || line.Text.Contains("other secret words", StringComparison.Ordinal));
    }

    private static Task<Answer> SignInAsync(Visitor visitor, string name, string password) =>
        visitor.SubmitAsync($"/account/sign-in?to=/u/{name}", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = password });

    private async Task<string> IdAsync(string name) => (await hub.Services.GetRequiredService<Members>().FindAsync(name, TestContext.Current.CancellationToken))!.Id.ToString();
}
