namespace ConceptHub.Catalog.Migrations.Sqlite;

/// <summary>The full-text index of recipes. A later migration that rebuilds Recipes or Members must run <see cref="Triggers"/> again (<see cref="SearchAndAudit"/>).</summary>
internal static class RecipeSearchIndex
{
    public const string Table = """
        CREATE VIRTUAL TABLE RecipeSearch USING fts5(
            RecipeId UNINDEXED, Title, Description, Prompt, Maker,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """;

    public const string Triggers = """
        CREATE TRIGGER RecipeSearchAdd AFTER INSERT ON Recipes BEGIN
            INSERT INTO RecipeSearch(RecipeId, Title, Description, Prompt, Maker)
            SELECT new.Id, new.Title, new.Description, json_extract(new.Settings, '$.prompt'), m.UserName || ' ' || m.DisplayName
            FROM Members AS m WHERE m.Id = new.OwnerId;
        END;
        CREATE TRIGGER RecipeSearchEdit AFTER UPDATE OF Title, Description, Settings ON Recipes BEGIN
            UPDATE RecipeSearch SET Title = new.Title, Description = new.Description, Prompt = json_extract(new.Settings, '$.prompt') WHERE RecipeId = new.Id;
        END;
        CREATE TRIGGER RecipeSearchRemove AFTER DELETE ON Recipes BEGIN
            DELETE FROM RecipeSearch WHERE RecipeId = old.Id;
        END;
        CREATE TRIGGER RecipeSearchRename AFTER UPDATE OF UserName, DisplayName ON Members
        WHEN new.UserName IS NOT old.UserName OR new.DisplayName IS NOT old.DisplayName BEGIN
            UPDATE RecipeSearch SET Maker = new.UserName || ' ' || new.DisplayName
            WHERE RecipeId IN (SELECT Id FROM Recipes WHERE OwnerId = new.Id);
        END;
        """;
}
