using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Accounts;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Mvc;

namespace ConceptHub.Web.Administration;

/// <summary>Adds and removes models, from the plain forms of <see cref="ModelsPage"/>.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/admin/models").RequirePermission(HubPermission.ManageModels).RequireRateLimiting(RateLimits.Write);
        models.MapPost("/add", AddAsync);
        models.MapPost("/upload", UploadAsync).WithFormOptions(multipartBodyLengthLimit: ModelUploads.LargestBytes).WithMetadata(new RequestSizeLimitAttribute(ModelUploads.LargestBytes));
        models.MapPost("/remove", RemoveAsync);
        models.MapPost("/dismiss", Dismiss);
    }

    private static async Task<IResult> AddAsync([FromForm] ModelForm form, ModelIntake intake, Audit audit, HttpContext context, CancellationToken cancellation)
    {
        if (form.Path is not { Length: > 0 } path || !(File.Exists(path) || Directory.Exists(path))) return Said("missing");
        await audit.RecordAsync(Actor.From(context.User)!, "add model", $"Model {form.GivenName ?? ModelStore.NameFrom(path)}", path, cancellation);
        intake.Begin(new ModelWish(path, form.GivenName, form.GivenTokenizer, form.IsVelocity));
        return Said("adding");
    }

    private static async Task<IResult> UploadAsync(IFormFile file, [FromForm] ModelForm form, HubHome home, ModelIntake intake, Audit audit, HttpContext context, CancellationToken cancellation)
    {
        if (file.Length == 0) return Said("missing");
        var name = form.GivenName ?? ModelStore.NameFrom(file.FileName);
        await audit.RecordAsync(Actor.From(context.User)!, "upload model", $"Model {name}", file.FileName, cancellation);
        intake.Begin(new ModelWish(await ModelUploads.KeepAsync(home, file, cancellation), name, form.GivenTokenizer, form.IsVelocity) { IsUpload = true });
        return Said("adding");
    }

    private static async Task<IResult> RemoveAsync([FromForm(Name = "model")] string name, ModelStore store, EngineOptions engine, Audit audit, HttpContext context, CancellationToken cancellation)
    {
        var model = store.All.FirstOrDefault(known => known.Name == name);
        if (model is null) return Said("gone");
        if (model.IsBuiltIn || name == engine.Model) return Said("stays");
        await audit.RecordAsync(Actor.From(context.User)!, "remove model", $"Model {name}", "", cancellation);
        store.Remove(name);
        return Said("removed");
    }

    private static IResult Dismiss([FromForm(Name = "wish")] Guid id, ModelIntake intake)
    {
        intake.Dismiss(id);
        return Said("dismissed");
    }

    private static IResult Said(string word) => Results.LocalRedirect($"~/admin/models?said={word}");
}

/// <summary>The fields of both forms; empty ones mean nothing was said.</summary>
internal sealed record ModelForm
{
    public string? Path { get; init; }
    public string? Name { get; init; }
    public string? Tokenizer { get; init; }
    public string? Prediction { get; init; }

    public string? GivenName => string.IsNullOrWhiteSpace(Name) ? null : Name.Trim();

    public string? GivenTokenizer => string.IsNullOrWhiteSpace(Tokenizer) ? null : Tokenizer.Trim();

    public bool? IsVelocity => Prediction switch { "v_prediction" => true, "epsilon" => false, _ => null };
}
