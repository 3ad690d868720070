using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Diffusion.Verification;

/// <summary>LoRA files of every spelling, merged into UNet and text encoder.</summary>
internal static class LoraCases
{
    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("lora");
        yield return new VerificationCase("lora", "lora.base", comparison =>
        {
            folder.WholeModel.Merge.Clear();
            Compare(folder, given, given.TextOrNull("base_unet"), given.TextOrNull("base_te"), comparison);
        });
        foreach (var one in given.Items("cases"))
            yield return new VerificationCase("lora", $"lora.{one.Text("id")}", comparison =>
            {
                folder.WholeModel.Merge.Apply([new LoraPart(Guid.Empty, Read(folder, one.Text("file")), (float)one.Number("scale", given.Number("scale", 1)))]);
                Compare(folder, given, one.TextOrNull("unet"), one.TextOrNull("te"), comparison);
                folder.WholeModel.Merge.Clear();
            });
    }

    /// <exception cref="InvalidAdapterException">The file is refused; says why.</exception>
    public static OrdinaryLora Read(FixtureFolder folder, string file) => LoraFiles.Inspect(folder.WholeModel.AdaptableWeights, folder.PathOf(file))
        .Match(accepted => accepted.Lora, refused => throw new InvalidAdapterException(refused.Problems));

    private static void Compare(FixtureFolder folder, JsonElement given, string? unet, string? text, Comparison comparison)
    {
        var model = folder.WholeModel;
        if (unet is not null)
            comparison.Matches(unet, model.UNet.forward(folder.Tensor(given.Text("sample")), folder.Tensor(given.Text("timestep")), folder.Tensor(given.Text("ctx"))));
        if (text is not null) comparison.Matches(text, model.TextEncoder.Encode(folder.Tensor(given.Text("ids"))).Hidden);
    }
}
