namespace ConceptHub.Catalog.Migrations.Sqlite;

/// <summary>Whose the items of reports are that were written before reports noted it.</summary>
internal static class ReportedOwners
{
    public const string Fill = """
        UPDATE Reports SET OwnerId = COALESCE(
            (SELECT OwnerId FROM Concepts WHERE Id = TargetId), (SELECT OwnerId FROM Pictures WHERE Id = TargetId),
            (SELECT OwnerId FROM Recipes WHERE Id = TargetId), (SELECT OwnerId FROM Collections WHERE Id = TargetId),
            (SELECT AuthorId FROM Reviews WHERE Id = TargetId), (SELECT AuthorId FROM Comments WHERE Id = TargetId));
        """;
}
