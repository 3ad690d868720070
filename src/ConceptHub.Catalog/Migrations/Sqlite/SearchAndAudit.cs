namespace ConceptHub.Catalog.Migrations.Sqlite;

/// <summary>
/// What the model cannot say: the full-text index and the triggers that keep it true, and the audit table's refusal to forget.
/// A later migration that rebuilds Concepts or Members loses their triggers with the old table and must run
/// <see cref="SearchTriggers"/> again.
/// </summary>
internal static class SearchAndAudit
{
    public const string SearchTable = """
        CREATE VIRTUAL TABLE ConceptSearch USING fts5(
            ConceptId UNINDEXED, Name, TriggerWord, ClassWord, Description, Creator,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        INSERT INTO ConceptSearch(ConceptSearch, rank) VALUES('rank', 'bm25(0.0, 10.0, 8.0, 4.0, 1.0, 3.0)');
        """;

    public const string SearchTriggers = """
        CREATE TRIGGER ConceptSearchAdd AFTER INSERT ON Concepts BEGIN
            INSERT INTO ConceptSearch(ConceptId, Name, TriggerWord, ClassWord, Description, Creator)
            SELECT new.Id, new.Name, new.TriggerWord, new.ClassWord, new.Description, m.UserName || ' ' || m.DisplayName
            FROM Members AS m WHERE m.Id = new.OwnerId;
        END;
        CREATE TRIGGER ConceptSearchEdit AFTER UPDATE OF Name, Description ON Concepts BEGIN
            UPDATE ConceptSearch SET Name = new.Name, Description = new.Description WHERE ConceptId = new.Id;
        END;
        CREATE TRIGGER ConceptSearchRemove AFTER DELETE ON Concepts BEGIN
            DELETE FROM ConceptSearch WHERE ConceptId = old.Id;
        END;
        CREATE TRIGGER ConceptSearchRename AFTER UPDATE OF UserName, DisplayName ON Members
        WHEN new.UserName IS NOT old.UserName OR new.DisplayName IS NOT old.DisplayName BEGIN
            UPDATE ConceptSearch SET Creator = new.UserName || ' ' || new.DisplayName
            WHERE ConceptId IN (SELECT Id FROM Concepts WHERE OwnerId = new.Id);
        END;
        """;

    public const string AppendOnly = """
        CREATE TRIGGER AuditKeepsLines BEFORE UPDATE ON Audit BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
        CREATE TRIGGER AuditKeepsAll BEFORE DELETE ON Audit BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
        """;

    /// <summary>From when on entries are chained: a new one comes with its hash, and an older one may be given its own once, with nothing else changed.</summary>
    public const string Chained = """
        DROP TRIGGER AuditKeepsLines;
        CREATE TRIGGER AuditKeepsLines BEFORE UPDATE ON Audit
        WHEN old.Hash <> '' OR new.Id <> old.Id OR new.At <> old.At OR new.ActorId <> old.ActorId OR new.ActorName <> old.ActorName
            OR new.Action <> old.Action OR new.Target <> old.Target OR new.Reason <> old.Reason
        BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
        CREATE TRIGGER AuditIsChained BEFORE INSERT ON Audit WHEN new.Hash = '' BEGIN SELECT RAISE(ABORT, 'A line of the audit needs its hash.'); END;
        """;

    /// <summary>Back to before the chain; hashes go with their column.</summary>
    public const string Unchained = """
        DROP TRIGGER AuditIsChained;
        DROP TRIGGER AuditKeepsLines;
        CREATE TRIGGER AuditKeepsLines BEFORE UPDATE ON Audit BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
        """;
}
