using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// A block of rows of a layer as one recipe has it, for some samples of a batch: recipes that differ go through one pass, in which the
/// layer's own weights stay the base's. Costs the block's rows alone, as merging does, and gives the numbers that merging gives.
/// </summary>
/// <param name="First">The first of the samples.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SampleRows(long First, long Count, RecipeRows Rows)
{
    /// <param name="output">[batch, tokens, outputs]; its share is written anew.</param>
    /// <param name="input">[batch, tokens, inputs].</param>
    public void Write(Tensor output, Tensor input, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var rows = Rows.Count;
        var said = nn.functional.linear(input.narrow(0, First, Count), Rows.Weight, bias?.narrow(0, Rows.FirstRow, rows));
        output.narrow(0, First, Count).narrow(2, Rows.FirstRow, rows).copy_(said);
    }
}

/// <param name="FirstRow">Of the layer's weight.</param>
/// <param name="Weight">[rows, inputs]: the base's with the recipe's change, in the weight's own type.</param>
internal sealed record RecipeRows(long FirstRow, Tensor Weight)
{
    public long Count => Weight.shape[0];
}
