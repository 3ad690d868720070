using ConceptHub.Catalog;
using ConceptHub.Web.Media;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace ConceptHub.Web.Accounts;

/// <summary>Sign-in on ASP.NET Core Identity: cookies, password and name rules, lock-out, keys beside the database.</summary>
public static class HubAccounts
{
    public static IServiceCollection AddHubAccounts(this IServiceCollection services, HubHome home)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(SetCookie));
        services.AddAuthorization();
        services.AddHttpContextAccessor();
        services.AddIdentityCore<Member>(SetRules)
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<HubDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<MemberPrincipals>()
            .AddUserValidator<MemberNameRules>()
            .AddPasswordValidator<PasswordRules>();
        services.AddScoped<SignIns>().AddScoped<TwoSteps>().AddScoped<Passkeys>();
        services.AddScoped<AuthenticationStateProvider, MemberRevalidation>();
        services.AddSingleton<SessionTickets>().AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SessionTickets>((cookie, tickets) => cookie.SessionStore = tickets);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ResidentKeyRequirement = "required"; // signing in asks for no name
            options.UserVerificationRequirement = "required"; // or whoever found the key could come in
        });
        // A changed role reaches other devices within a minute.
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = context =>
            {
                if (SignedInSession.Of(context.CurrentPrincipal) is { } session && context.NewPrincipal is { } anew) SignedInSession.Mark(anew, session);
                return Task.CompletedTask;
            };
        });
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(home.Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(home.Keys)).SetApplicationName("ConceptHub");
        return services;
    }

    public static void MapHubAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/sign-out", async ([FromForm(Name = "to")] string? to, SignInManager<Member> signIn, HttpContext context, OpenRooms rooms) =>
        {
            if (Actor.From(context.User) is { } actor) rooms.SendOut(actor.Id);
            await signIn.SignOutAsync();
            return Results.LocalRedirect(LocalAddress.Or(to, "~/"));
        });
        routes.MapPost("/account/devices/end", async ([FromForm(Name = "device")] Guid? device, Sessions sessions, HttpContext context, CancellationToken cancellation) =>
        {
            var actor = Actor.From(context.User)!;
            if (device is { } one) await sessions.EndAsync(actor, one, cancellation);
            else await sessions.EndOthersAsync(actor.Id, SignedInSession.Of(context.User), cancellation);
            return Results.LocalRedirect("~/account/devices");
        }).RequireAuthorization().RequireRateLimiting(RateLimits.Write);
        routes.MapPost("/account/passkeys/options", async ([FromForm] IFormCollection form, Passkeys passkeys, HttpContext context) =>
            Results.Content(await passkeys.CreationAsync(Actor.From(context.User)!.Id), "application/json")).RequireAuthorization().RequireRateLimiting(RateLimits.Write);
        routes.MapPost("/account/passkeys/remove", async ([FromForm(Name = "key")] string? key, Passkeys passkeys, HttpContext context) =>
        {
            await passkeys.RemoveAsync(Actor.From(context.User)!.Id, key ?? "");
            return Results.LocalRedirect("~/account/passkeys");
        }).RequireAuthorization().RequireRateLimiting(RateLimits.Write);
        routes.MapPost("/account/sign-in/passkey", async ([FromForm] IFormCollection form, Passkeys passkeys) =>
            Results.Content(await passkeys.RequestAsync(), "application/json")).RequireRateLimiting(RateLimits.SignIn);
        routes.MapPost("/account/data/archive", ([FromForm] IFormCollection form, MemberArchive archive, HttpContext context) =>
        {
            var (actor, cancellation) = (Actor.From(context.User)!, context.RequestAborted);
            return ZipAnswer.Of(context, $"concepthub-{actor.Name}.zip", body => archive.WriteAsync(actor, body, cancellation));
        }).RequireAuthorization().RequireRateLimiting(RateLimits.Export);
    }

    private static void SetRules(IdentityOptions options)
    {
        options.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
        // Length, and no composition rules: NIST SP 800-63B and OWASP ASVS 6.2.5.
        options.Password.RequiredLength = PasswordRules.MinimumLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 4;
        options.Lockout.MaxFailedAccessAttempts = 8;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
    }

    // Reading may trust a cookie for a minute; whoever writes is looked up, so that rights which were taken away are gone at once.
    // Signing in proves who one is by itself, and its form was made for whoever the older cookie names.
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path);
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !path.StartsWithSegments("/account/sign-in") && path != "/account/sign-up" && path != "/account/recover") context.Properties.IssuedUtc = null;
        return SecurityStampValidator.ValidatePrincipalAsync(context);
    }

    private static void SetCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "hub-member";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the default address is plain http on loopback
        cookie.ExpireTimeSpan = TimeSpan.FromDays(30);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/account/sign-in";
        cookie.ReturnUrlParameter = "to";
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden; // the status page explains
            return Task.CompletedTask;
        };
    }
}
