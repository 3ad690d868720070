using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Caches;

/// <summary>What a pipeline keeps of drawings for those to come, all of one base model. Nothing else may change the model's weights for good.</summary>
public sealed class DrawingCaches(MemoryBudget budget) : IDisposable
{
    private const long Beside = 1024;   // bytes: key, handles and lists

    private readonly BudgetedCache<Tensor> _texts = budget.Share<Tensor>(CacheShare.Texts, text => BytesOf(text) + Beside);
    private readonly BudgetedCache<UnmergedRecipe> _rows = budget.Share<UnmergedRecipe>(CacheShare.Rows, recipe => recipe.Bytes + Beside);
    private readonly BudgetedCache<StackedRecipes> _stacks = budget.Share<StackedRecipes>(CacheShare.Stacks, stack => stack.Bytes + Beside);

    public void Dispose()
    {
        _texts.Dispose();
        _rows.Dispose();
        _stacks.Dispose();
    }

    /// <summary>What the text encoder says, in the caller's scope.</summary>
    /// <param name="key">Names the question (<see cref="Text.TextKey"/>).</param>
    /// <param name="encode">Asks it, in the caller's scope.</param>
    internal Tensor Text(string key, Func<Tensor> encode)
    {
        using var kept = _texts.Borrow(key, () => encode().DetachFromDisposeScope());
        return kept.Value.alias();   // of the same memory, which stays as long as one of both does
    }

    /// <summary>The recipe beside the weights, on loan.</summary>
    /// <param name="model">Nothing is merged into it now.</param>
    internal Loan<UnmergedRecipe> Rows(StableDiffusionModel model, IReadOnlyList<MergePart> recipe) =>
        _rows.Borrow(RecipeKey.Of(recipe), () => new UnmergedRecipe(model, recipe));

    /// <summary>Recipes that share a pass, stacked, on loan; null where they would not fit in.</summary>
    internal Loan<StackedRecipes>? Stack(StableDiffusionModel model, IReadOnlyList<UnmergedRecipe> recipes) =>
        StackedRecipes.BytesOf(recipes) + Beside > _stacks.Budget ? null : _stacks.Borrow(StackedRecipes.KeyOf(recipes), () => new StackedRecipes(model, recipes));

    internal static long BytesOf(Tensor tensor) => tensor.numel() * tensor.element_size();
}
