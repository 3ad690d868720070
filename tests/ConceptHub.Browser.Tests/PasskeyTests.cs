using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A member makes a passkey, and signs in with it and nothing else. Chromium's own virtual authenticator holds it.</summary>
[Collection(nameof(Pages))]
public sealed class PasskeyTests(OpenSite site)
{
    [Fact]
    public async Task Member_signs_in_with_a_passkey_alone_until_it_is_removed()
    {
        var visitor = await site.SignUpAsync("paula", host: "localhost"); // passkeys belong to a name, not to a number
        var page = visitor.Page;
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });

        await page.GotoAsync("/account/passkeys");
        await page.FillAsync("#called", "Paula's laptop");
        await page.GetByText("Make a passkey").ClickAsync();
        await page.Locator(".passkeys li", new PageLocatorOptions { HasText = "Paula's laptop" }).WaitForAsync();
        await SignOutAsync(page);
        await page.GotoAsync("/account/sign-in?to=/account/passkeys");
        await page.GetByText("Sign in with a passkey").ClickAsync();
        await page.UntilAddressAsync("/account/passkeys");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove Paula's laptop" }).ClickAsync();
        await page.Locator(".passkeys").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await SignOutAsync(page);
        await page.GotoAsync("/account/sign-in");
        await page.GetByText("Sign in with a passkey").ClickAsync();
        await page.GetByText("No passkey of this site was shown.").And(page.Locator(":visible")).First.WaitForAsync();
        Assert.Empty(visitor.Faults);
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.Locator("details.menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await page.Locator("header").GetByText("Sign in").WaitForAsync();
    }
}
