using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Cli.Home;

/// <summary>Ordinary LoRAs as named on the command line.</summary>
internal static class LoraChoices
{
    /// <summary>Reads <c>FILE[:STRENGTH]</c>; the file may be the folder that PEFT writes.</summary>
    /// <param name="place">Place on the command line; decides the part's id.</param>
    /// <exception cref="CannotRunException">There is no such file.</exception>
    /// <exception cref="WorkFailedException">The file is refused; says why.</exception>
    public static LoraPart Read(StableDiffusionModel model, string named, int place)
    {
        var choice = AdapterChoice.Parse(named);
        if (!Path.Exists(choice.File)) throw new CannotRunException($"The LoRA '{choice.File}' does not exist.");
        var lora = LoraFiles.Inspect(model.AdaptableWeights, choice.File).Match(
            accepted => accepted.Lora,
            refused => throw new WorkFailedException($"{choice.File} is refused: {string.Join(' ', refused.Problems.Select(p => p.Sentence))}"));
        return new LoraPart(new Guid(place + 1, 1, 0, new byte[8]), lora, choice.Strength);   // ids of concepts on the command line have a 0 there
    }
}
