namespace ConceptHub.Diffusion.Verification;

/// <summary>Single passes of the UNet.</summary>
internal static class UNetCases
{
    public static IEnumerable<VerificationCase> In(FixtureFolder folder) => folder.Cases.Items("unet").Select(given =>
        new VerificationCase("unet", $"unet.{given.Text("id")}", comparison => comparison.Matches(given.Text("expected"),
            folder.UNet.forward(folder.Tensor(given.Text("sample")), folder.Tensor(given.Text("timestep")), folder.Tensor(given.Text("ctx"))))));
}
