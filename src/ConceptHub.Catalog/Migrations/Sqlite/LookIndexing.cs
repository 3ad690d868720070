namespace ConceptHub.Catalog.Migrations.Sqlite;

/// <summary>
/// The triggers of <see cref="ConceptIndexing"/> that write words, with the looks of the newest version beside the description. A later
/// migration that rebuilds Concepts, ConceptVersions or Members must run <see cref="Triggers"/> again, too.
/// </summary>
internal static class LookIndexing
{
    /// <summary>Takes the place of what <see cref="ConceptIndexing.Triggers"/> made. No concept has looks yet, so the index stays as it is.</summary>
    public const string Replace = $"""
        DROP TRIGGER ConceptAdded;
        DROP TRIGGER ConceptReworded;
        DROP TRIGGER ConceptMakerRenamed;
        {Triggers}
        """;

    /// <summary>Before the column of the looks goes.</summary>
    public const string Drop = """
        DROP TRIGGER ConceptAdded;
        DROP TRIGGER ConceptReworded;
        DROP TRIGGER ConceptRemoved;
        DROP TRIGGER ConceptMakerRenamed;
        DROP TRIGGER ConceptChanged;
        DROP TRIGGER ConceptVersionAdded;
        DROP TRIGGER ConceptLooksAdded;
        DROP TRIGGER ConceptLooksChanged;
        """;

    public const string Triggers = $"""
        CREATE TRIGGER ConceptAdded AFTER INSERT ON Concepts BEGIN
            UPDATE Concepts SET Row = (SELECT max(Row) FROM Concepts) + 1, Change = (SELECT max(Change) FROM Concepts) + 1 WHERE Id = new.Id;
            {Words} WHERE c.Id = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptReworded AFTER UPDATE OF Name, Description, Tags, State, OwnerId ON Concepts BEGIN
            DELETE FROM ConceptSearch WHERE rowid = new.Row;
            {Words} WHERE c.Id = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptMakerRenamed AFTER UPDATE OF UserName, DisplayName ON Members
        WHEN new.UserName IS NOT old.UserName OR new.DisplayName IS NOT old.DisplayName BEGIN
            DELETE FROM ConceptSearch WHERE rowid IN (SELECT Row FROM Concepts WHERE OwnerId = new.Id);
            {Words} WHERE c.OwnerId = new.Id AND c.State = 'Published';
        END;
        CREATE TRIGGER ConceptLooksAdded AFTER INSERT ON ConceptVersions WHEN new.Looks <> '[]' OR new.Number > 1 BEGIN
            {Reword}
        END;
        CREATE TRIGGER ConceptLooksChanged AFTER UPDATE OF Looks ON ConceptVersions BEGIN
            {Reword}
        END;
        """;

    private const string Words = """
        INSERT INTO ConceptSearch(rowid, Name, TriggerWord, ClassWord, Tags, Description, Creator)
        SELECT c.Row, c.Name, c.TriggerWord, c.ClassWord, (SELECT group_concat(value, ' ') FROM json_each(c.Tags)),
            c.Description || ' ' || coalesce((
                SELECT group_concat(json_extract(look.value, '$.name') || ' ' || json_extract(look.value, '$.words'), ' ')
                FROM json_each((SELECT v.Looks FROM ConceptVersions AS v WHERE v.ConceptId = c.Id ORDER BY v.Number DESC LIMIT 1)) AS look), ''),
            m.UserName || ' ' || m.DisplayName
        FROM Concepts AS c JOIN Members AS m ON m.Id = c.OwnerId
        """;

    private const string Reword = $"""
        DELETE FROM ConceptSearch WHERE rowid = (SELECT Row FROM Concepts WHERE Id = new.ConceptId);
            {Words} WHERE c.Id = new.ConceptId AND c.State = 'Published';
        """;
}
