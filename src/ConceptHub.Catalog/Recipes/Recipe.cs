using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A saved recipe. What is in it never changes, so that links, pictures and remixes stay true; its words may.</summary>
internal sealed class Recipe : IShared
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public Member Owner { get; init; } = null!;

    /// <summary>The recipe that this one was made from.</summary>
    public Guid? ParentId { get; init; }
    public Recipe? Parent { get; init; }
    public required string Title { get; set; }
    public required string Description { get; set; }
    public required RecipeVisibility Visibility { get; set; }
    public required PictureSettings Settings { get; set; }

    /// <summary>As composed, switched-off entries included.</summary>
    public required IReadOnlyList<RecipeEntry> Entries { get; set; }

    /// <summary>Of the start picture, which whoever sees the recipe may see.</summary>
    public string? StartBlob { get; set; }
    public Guid? CoverId { get; set; }
    public Picture? Cover { get; init; }

    /// <summary>Emptied and kept because somebody made another from it.</summary>
    public bool IsDeleted { get; set; }
    public string? HiddenReason { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<RecipeConcept> Concepts { get; init; } = [];
}

/// <summary>A concept version that takes part in a recipe, as in <see cref="PictureConcept"/>.</summary>
internal sealed class RecipeConcept
{
    public Guid RecipeId { get; init; }

    /// <summary>Place among those that take part, from 0.</summary>
    public required int Place { get; init; }
    public required Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;
    public required Guid VersionId { get; init; }
    public required float Strength { get; init; }
}

internal sealed class RecipeMap : IEntityTypeConfiguration<Recipe>, IEntityTypeConfiguration<RecipeConcept>
{
    public void Configure(EntityTypeBuilder<Recipe> recipe)
    {
        recipe.ToTable("Recipes");
        recipe.Property(r => r.Title).HasMaxLength(RecipeRules.LongestTitle);
        recipe.Property(r => r.Settings).IsJson();
        recipe.Property(r => r.Entries).IsJson();
        recipe.HasOne(r => r.Owner).WithMany().HasForeignKey(r => r.OwnerId).OnDelete(DeleteBehavior.Restrict);
        recipe.HasOne(r => r.Parent).WithMany().HasForeignKey(r => r.ParentId).OnDelete(DeleteBehavior.Restrict);
        recipe.HasOne(r => r.Cover).WithMany().HasForeignKey(r => r.CoverId).OnDelete(DeleteBehavior.SetNull);
        recipe.HasIndex(r => new { r.Visibility, r.CreatedAt });
        recipe.HasIndex(r => new { r.OwnerId, r.CreatedAt });
        recipe.HasIndex(r => r.StartBlob);
    }

    public void Configure(EntityTypeBuilder<RecipeConcept> used)
    {
        used.ToTable("RecipeConcepts");
        used.HasKey(u => new { u.RecipeId, u.VersionId });
        used.HasOne<Recipe>().WithMany(r => r.Concepts).HasForeignKey(u => u.RecipeId);
        used.HasOne(u => u.Concept).WithMany().HasForeignKey(u => u.ConceptId);
        used.HasOne<ConceptVersion>().WithMany().HasForeignKey(u => u.VersionId);
    }
}
