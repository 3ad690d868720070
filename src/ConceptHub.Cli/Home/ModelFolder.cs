using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Engine;
using TorchSharp;

namespace ConceptHub.Cli.Home;

/// <summary>Which base model a command works with.</summary>
internal static class ModelFolder
{
    /// <summary>The model that comes with ConceptHub.</summary>
    public const string Embedded = "toyworld";

    public static Option<DirectoryInfo?> Option() => new("--model")
    {
        Description = $"Name of a model ('concepthub models list'), or a model folder in the diffusers layout. [default: {Embedded}]",
        HelpName = "NAME|FOLDER",
    };

    /// <summary>The models of this home.</summary>
    public static ModelStore Store()
    {
        var home = HubHome.Find();
        return new ModelStore(home.Models, home.AddedModels, TimeProvider.System);
    }

    /// <summary>Loads the chosen model, else the embedded one; on CUDA where build and machine have it.</summary>
    /// <exception cref="CannotRunException">There is none; says what to do.</exception>
    public static StableDiffusionModel Open(DirectoryInfo? chosen) =>
        StableDiffusionModel.Load(Find(chosen), torch.cuda.is_available() ? torch.CUDA : torch.CPU);

    /// <summary>Where the chosen model lies, else the embedded one.</summary>
    /// <exception cref="CannotRunException">There is none; says what to do.</exception>
    public static string Find(DirectoryInfo? chosen) => chosen is null ? Default() : Chosen(chosen);

    private static string Default() => Store().Find(Embedded) ?? throw new CannotRunException(
        $"The embedded model is missing: {Path.Combine(HubHome.Find().Models, Embedded)} has no unet/ in it. Get data/models/{Embedded} from the repository, train it with 'concepthub pretrain', or name another model with --model.");

    private static string Chosen(DirectoryInfo chosen)
    {
        var text = chosen.ToString();
        if (!chosen.Exists) return Store().Find(text) ?? throw new CannotRunException($"There is no model '{text}', neither a folder nor one that was added.");
        return Directory.Exists(Path.Combine(chosen.FullName, "unet")) ? chosen.FullName : throw new CannotRunException($"'{text}' is no model folder: it has no unet/ in it.");
    }
}
