using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Gallery;

/// <summary>Which single pictures are for adults, and for whom they are veiled (<see cref="Shell.Veil"/>).</summary>
internal static class PictureVeil
{
    /// <param name="items">With the concepts of the picture's recipe; others among them do not count.</param>
    public static bool IsForAdults(PictureInfo picture, IEnumerable<RecipeItem> items) =>
        items.Any(item => item.Concept?.Card.IsForAdults == true && picture.Recipe.Any(entry => entry.Enabled && entry.ConceptId == item.Entry.ConceptId));

    /// <summary>For everybody but who made it, and knows it.</summary>
    public static bool Hides(PictureInfo picture, IEnumerable<RecipeItem> items, Actor? viewer) => picture.OwnerId != viewer?.Id && IsForAdults(picture, items);
}
