using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>The base model that runs here, as far as reservations and adapters need to know it.</summary>
/// <param name="Hash">SHA-256 of the weights, hex.</param>
/// <param name="PlanHash">Hash of the block plan: the layers, their order and grouping.</param>
/// <param name="Blocks">K, the blocks per layer and the size of the field.</param>
/// <param name="Sites">L, the length of a codeword.</param>
/// <param name="Digits">t; the codebook holds K^t numbers.</param>
public sealed record InstalledModel(string Hash, string PlanHash, int Blocks, int Sites, int Digits)
{
    public static InstalledModel From(BlockPlan plan, Codebook codebook) =>
        new(plan.BaseModelHash, plan.Hash, codebook.Blocks, codebook.Sites, codebook.Digits);

    public int Capacity => checked((int)Math.Pow(Blocks, Digits));

    /// <summary>Pools of <see cref="Blocks"/> numbers each; numbers of one pool never share a block.</summary>
    public int Pools => Capacity / Blocks;
}
