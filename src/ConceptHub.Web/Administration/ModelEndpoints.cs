using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Mvc;

namespace ConceptHub.Web.Administration;

/// <summary>Adds and removes models, from the plain forms of <see cref="ModelsPage"/>.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/admin/models").RequireAuthorization(policy => policy.RequireRole(HubRoles.Administrator)).RequireRateLimiting(RateLimits.Write);
        models.MapPost("/add", Add);
        models.MapPost("/upload", UploadAsync).WithFormOptions(multipartBodyLengthLimit: ModelUploads.LargestBytes).WithMetadata(new RequestSizeLimitAttribute(ModelUploads.LargestBytes));
        models.MapPost("/remove", Remove);
        models.MapPost("/dismiss", Dismiss);
    }

    private static IResult Add([FromForm] ModelForm form, ModelIntake intake)
    {
        if (form.Path is not { Length: > 0 } path || !(File.Exists(path) || Directory.Exists(path))) return Said("missing");
        intake.Begin(new ModelWish(path, form.GivenName, form.GivenTokenizer, form.IsVelocity));
        return Said("adding");
    }

    private static async Task<IResult> UploadAsync(IFormFile file, [FromForm] ModelForm form, HubHome home, ModelIntake intake, CancellationToken cancellation)
    {
        if (file.Length == 0) return Said("missing");
        var name = form.GivenName ?? ModelStore.NameFrom(file.FileName);
        intake.Begin(new ModelWish(await ModelUploads.KeepAsync(home, file, cancellation), name, form.GivenTokenizer, form.IsVelocity) { IsUpload = true });
        return Said("adding");
    }

    private static IResult Remove([FromForm(Name = "model")] string name, ModelStore store, EngineOptions engine)
    {
        var model = store.All.FirstOrDefault(known => known.Name == name);
        if (model is null) return Said("gone");
        if (model.IsBuiltIn || name == engine.Model) return Said("stays");
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
