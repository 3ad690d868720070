namespace ConceptHub.Web.Tests.Security;

/// <summary>A hub as it stands on the internet: in production, on its own host, behind TLS.</summary>
public sealed class SafeHub : TestHub
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["environment"] = "Production",
        ["Hub:Limits:write"] = "100000",
        ["Hub:Connections:OfMember"] = "2",
        ["Hub:Connections:OfAddress"] = "3",
    };

    /// <summary>Opens a live connection as a browser does: asks for one, then for its socket.</summary>
    public async Task<System.Net.WebSockets.WebSocket> ConnectAsync(string path, string token, string? cookies)
    {
        var sockets = Server.CreateWebSocketClient();
        if (cookies is not null) sockets.ConfigureRequest = request => request.Headers.Cookie = cookies;
        return await sockets.ConnectAsync(new Uri($"ws://localhost{path}?id={token}"), TestContext.Current.CancellationToken);
    }
}
