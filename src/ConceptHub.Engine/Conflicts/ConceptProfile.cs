using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Engine;

/// <summary>What a device has to say of an adapter so that conflicts can be foretold without it.</summary>
/// <param name="Seats">The adapter's blocks.</param>
/// <param name="Crosstalk">What it says and hears through the layers that read text.</param>
public sealed record ConceptProfile(Codeword Seats, CrosstalkProfile Crosstalk);
