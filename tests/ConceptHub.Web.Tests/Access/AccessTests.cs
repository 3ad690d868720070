namespace ConceptHub.Web.Tests.Access;

/// <summary>
/// Who gets which answer, for every door of the running program (<c>access.txt</c>). A new page, endpoint, form, hub method or method
/// that script may call fails here until it has its rows. So does a guard that is taken away. Tried by hand: without the role on
/// <c>FiguresPage</c>, without <c>HiddenReason</c> in <c>Sharing.VisibleTo</c>, or without the question for suspension in
/// <c>Comments</c>, the rows of that page, of hidden recipes and collections, and of comments are wrong.
/// </summary>
public sealed class AccessTests(AccessHub hub) : IClassFixture<AccessHub>
{
    [Fact]
    public void Every_door_has_its_rows_and_every_row_its_door()
    {
        var doors = AccessDoors.All(hub.Services);
        var rows = AccessRow.All.Select(row => row.What).Distinct().ToList();

        Assert.Empty(doors.Except(rows).Select(door => $"No row: {door}"));
        Assert.Empty(rows.Except(doors).Select(row => $"No such door: {row}"));
    }

    [Fact]
    public async Task Everybody_gets_the_answer_of_the_table()
    {
        await hub.FurnishAsync();
        var question = new AccessQuestion(hub);
        var wrong = new List<string>();
        foreach (var row in AccessRow.All)
        {
            var answers = await question.AskAsync(row);
            if (!answers.SequenceEqual(row.Answers)) wrong.Add($"table:  {row.With(row.Answers)}\nanswer: {row.With(answers)}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {AccessRow.All.Count} rows differ:\n{string.Join("\n\n", wrong)}");
    }
}
