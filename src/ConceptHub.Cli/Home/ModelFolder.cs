using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using TorchSharp;

namespace ConceptHub.Cli.Home;

/// <summary>Which base model a command works with.</summary>
internal static class ModelFolder
{
    /// <summary>The model that comes with ConceptHub.</summary>
    public const string Embedded = "toyworld";

    public static Option<DirectoryInfo?> Option() => new("--model")
    {
        Description = $"Model folder in the diffusers layout. [default: data/models/{Embedded} in the home folder]",
        HelpName = "FOLDER",
    };

    /// <summary>Loads the chosen model, else the embedded one; on CUDA where build and machine have it.</summary>
    /// <exception cref="CannotRunException">There is none; says what to do.</exception>
    public static StableDiffusionModel Open(DirectoryInfo? chosen)
    {
        var folder = chosen?.FullName ?? Path.Combine(HubHome.Find().Models, Embedded);
        if (chosen is { Exists: false }) throw new CannotRunException($"The model folder '{chosen}' does not exist.");
        if (!Directory.Exists(Path.Combine(folder, "unet")))
        {
            throw new CannotRunException(chosen is not null
                ? $"'{chosen}' is no model folder: it has no unet/ in it."
                : $"The embedded model is missing: {folder} has no unet/ in it. Get data/models/{Embedded} from the repository, train it with 'concepthub pretrain', or name another model with --model.");
        }

        return StableDiffusionModel.Load(folder, torch.cuda.is_available() ? torch.CUDA : torch.CPU);
    }
}
