namespace ConceptHub.Catalog.Migrations.Sqlite;

/// <summary>
/// The full-text index of published concepts, by <c>Concepts.Row</c>, and the triggers that keep it and <c>Concepts.Change</c> true,
/// whoever writes. A later migration that rebuilds Concepts, ConceptVersions or Members must run <see cref="Triggers"/> again,
/// and then <see cref="LookIndexing.Replace"/>.
/// </summary>
internal static class ConceptIndexing
{
    public const string DropOld = """
        DROP TRIGGER ConceptSearchAdd;
        DROP TRIGGER ConceptSearchEdit;
        DROP TRIGGER ConceptSearchRemove;
        DROP TRIGGER ConceptSearchRename;
        DROP TABLE ConceptSearch;
        """;

    public const string FillOld = """
        INSERT INTO ConceptSearch(ConceptId, Name, TriggerWord, ClassWord, Description, Creator)
        SELECT c.Id, c.Name, c.TriggerWord, c.ClassWord, c.Description, m.UserName || ' ' || m.DisplayName
        FROM Concepts AS c JOIN Members AS m ON m.Id = c.OwnerId;
        """;

    public const string Drop = """
        DROP TRIGGER ConceptAdded;
        DROP TRIGGER ConceptReworded;
        DROP TRIGGER ConceptRemoved;
        DROP TRIGGER ConceptMakerRenamed;
        DROP TRIGGER ConceptChanged;
        DROP TRIGGER ConceptVersionAdded;
        DROP TABLE ConceptTerms;
        DROP TABLE ConceptSearch;
        """;

    public const string FillColumns = """
        UPDATE Concepts SET Row = rowid, Change = rowid,
            PicturesMade = (SELECT count(*) FROM PictureConcepts AS p WHERE p.ConceptId = Concepts.Id),
            RecipesMade = (SELECT count(DISTINCT r.RecipeId) FROM RecipeConcepts AS r WHERE r.ConceptId = Concepts.Id),
            Trend = (PublishedAt - 639028224000000000) / 6048000000000.0; -- as Trending.New
        """;

    /// <summary>The words themselves stay in Concepts; <c>ConceptTerms</c> lists those that occur, for suggestions.</summary>
    public const string Tables = """
        CREATE VIRTUAL TABLE ConceptSearch USING fts5(
            Name, TriggerWord, ClassWord, Tags, Description, Creator,
            content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE VIRTUAL TABLE ConceptTerms USING fts5vocab(ConceptSearch, row);
        """;

    public const string Fill = Words + " WHERE c.State = 'Published';";

    public const string Triggers = $"""
        CREATE TRIGGER ConceptAdded AFTER INSERT ON Concepts BEGIN
            UPDATE Concepts SET Row = (SELECT max(Row) FROM Concepts) + 1, Change = {NextChange} WHERE Id = new.Id;
            {Words} WHERE c.Id = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptReworded AFTER UPDATE OF Name, Description, Tags, State, OwnerId ON Concepts BEGIN
            DELETE FROM ConceptSearch WHERE rowid = new.Row;
            {Words} WHERE c.Id = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptRemoved AFTER DELETE ON Concepts BEGIN
            DELETE FROM ConceptSearch WHERE rowid = old.Row;
        END;
        CREATE TRIGGER ConceptMakerRenamed AFTER UPDATE OF UserName, DisplayName ON Members
        WHEN new.UserName IS NOT old.UserName OR new.DisplayName IS NOT old.DisplayName BEGIN
            DELETE FROM ConceptSearch WHERE rowid IN (SELECT Row FROM Concepts WHERE OwnerId = new.Id);
            {Words} WHERE c.OwnerId = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptChanged AFTER UPDATE OF Name, Description, Tags, State, OwnerId, Licence, AgeRating, PicturesMade, RecipesMade, ReviewCount, StarSum, Trend ON Concepts BEGIN
            UPDATE Concepts SET Change = {NextChange} WHERE Id = new.Id;
        END;
        CREATE TRIGGER ConceptVersionAdded AFTER INSERT ON ConceptVersions BEGIN
            UPDATE Concepts SET Change = {NextChange} WHERE Id = new.ConceptId;
        END;
        """;

    private const string NextChange = "(SELECT max(Change) FROM Concepts) + 1";

    private const string Words = """
        INSERT INTO ConceptSearch(rowid, Name, TriggerWord, ClassWord, Tags, Description, Creator)
        SELECT c.Row, c.Name, c.TriggerWord, c.ClassWord, (SELECT group_concat(value, ' ') FROM json_each(c.Tags)), c.Description, m.UserName || ' ' || m.DisplayName
        FROM Concepts AS c JOIN Members AS m ON m.Id = c.OwnerId
        """;
}
