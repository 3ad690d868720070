using Microsoft.Data.Sqlite;

namespace ConceptHub.Web.Tests.Security;

/// <summary>Every text that a site stores, and what it may be made to say: written straight into the database, beside every rule of length and content.</summary>
/// <remarks>Read as HTML by <see cref="ScriptTests"/>, and run in a real browser by the browser's tests.</remarks>
internal static class StoredTexts
{
    /// <summary>The id of whatever markup would make.</summary>
    public const string Mark = "xss-mark";

    /// <summary>An address that nothing but such markup asks for.</summary>
    public const string Beacon = "/xss-beacon";

    public static readonly string[] Payloads =
    [
        $"<script id={Mark}>alert(1)</script>", $"\"><img id={Mark} src=x onerror=alert(1)>", $"'><svg id={Mark} onload=alert(1)>", $"</textarea></title></style></script><script id={Mark}>alert(1)</script>",
        $"<a id={Mark} href=javascript:alert(1)>x</a>", "[x](javascript:alert(1))", "[x](  JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](javascript&colon;alert(1))", $"![x](x\" onerror=\"alert(1)\" id=\"{Mark})",
        "<javascript:alert(1)>", $"[x](https://a.example \"' onmouseover='alert(1)' id='{Mark}\")", $"`<img id={Mark} src=x onerror=alert(1)>`", $"&lt;img id={Mark} src=x onerror=alert(1)&gt;",
        $"\" autofocus onfocus=alert(1) id={Mark} x=\"", $"<iframe id={Mark} srcdoc='<script>alert(1)</script>'>", $"<!--><img id={Mark} src=x onerror=alert(1)>-->", $"<math><mtext><table><mglyph><style><img id={Mark} src=x onerror=alert(1)>",
        $"@olga <b id={Mark} onclick=alert(1)>", "{{constructor.constructor('alert(1)')()}}", $"\u202e<img id={Mark} src=x onerror=alert(1)>", $"<details id={Mark} open ontoggle=alert(1)>",
        $"<svg><animate id={Mark} onbegin=alert(1) attributeName=x dur=1s></svg>", $"<svg><a id={Mark} xlink:href=javascript:alert(1)><text>x</text></a></svg>", $"<math><a id={Mark} xlink:href=javascript:alert(1)>x</a></math>",
        $"<template id={Mark}><script>alert(1)</script></template>", $"<noscript><p title=\"</noscript><img id={Mark} src=x onerror=alert(1)>\">", $"<form id={Mark} action=javascript:alert(1)><button>x</button></form>", $"<a id={Mark} href=\"jav&#x09;ascript:alert(1)\">x</a>",
        $"<style id={Mark}>@import '{Beacon}';</style>", $"<p id={Mark} style=\"background:url({Beacon})\">x</p>", $"<link id={Mark} rel=stylesheet href={Beacon}>", $"<meta id={Mark} http-equiv=refresh content=\"0;url={Beacon}\">", $"<object id={Mark} data={Beacon}></object>",
    ];

    private static readonly (string Table, string[] Columns)[] Columns =
    [
        ("Concepts", ["Name", "Description", "TriggerWord", "ClassWord", "Credit"]), ("ConceptVersions", ["ChangeNote"]), ("ConceptPictures", ["Caption"]), ("KeptPictures", ["Prompt"]), ("DraftPictures", ["Caption"]),
        ("Recipes", ["Title", "Description"]), ("Collections", ["Name", "Description"]), ("Boards", ["Name"]), ("Presets", ["Name"]), ("SavedSearches", ["Name"]), ("Jobs", ["Title", "FailureSentence"]), ("Pictures", ["Words"]), ("Comments", ["Text"]), ("Reviews", ["Text"]),
        ("Members", ["DisplayName", "Email"]), ("MemberSessions", ["Agent"]), ("SignInEntries", ["Agent"]), ("Notices", ["Title", "Text"]), ("Reports", ["Text"]), ("Depictions", ["Note"]), ("Decisions", ["Title", "Detail", "Text"]), ("Strikes", ["VoidReason"]),
        ("Appeals", ["Text", "Answer"]), ("ContentBlocks", ["Title", "Ground", "Note", "LiftedReason"]), ("Audit", ["ActorName", "Action", "Target", "Reason"]),
    ];

    // What is kept as JSON.
    private static readonly (string Table, string Column, string Value)[] Within =
    [
        ("Concepts", "Tags", "json_array($text)"), ("ConceptVersions", "Looks", "json_array(json_object('name', $text, 'words', $text))"),
        ("ConceptPictures", "Settings", "json_set(Settings, '$.prompt', $text, '$.negativePrompt', $text)"), ("Pictures", "Settings", "json_set(Settings, '$.prompt', $text, '$.negativePrompt', $text)"),
        ("Recipes", "Settings", "json_set(Settings, '$.prompt', $text, '$.negativePrompt', $text)"), ("Presets", "Settings", "json_set(Settings, '$.negativePrompt', $text)"),
        ("Jobs", "\"Order\"", "json_set(\"Order\", '$.settings.prompt', $text, '$.settings.negativePrompt', $text)"), ("TrainDrafts", "Description", "json_set(Description, '$.triggerWord', $text, '$.classWord', $text, '$.loraWords', $text)"),
        ("SavedSearches", "Query", "json_set(Query, '$.text', $text)"), ("Reports", "Answers", "json_object('shown', $text, 'seenAt', $text, 'work', $text, 'holder', $text, 'fault', $text)"),
    ];

    // Said only of what is hidden: a reason hides.
    private static readonly string[] Hidden = ["Concepts", "Pictures", "Recipes", "Collections", "Comments", "Reviews"];

    public static IEnumerable<string> Tables => Columns.Select(it => it.Table).Concat(Within.Select(it => it.Table)).Distinct();

    /// <summary>What is written over, as <c>Table.Column</c>, beside what is kept as JSON.</summary>
    public static IEnumerable<string> Names => Columns.SelectMany(it => it.Columns.Select(column => $"{it.Table}.{column}")).Concat(Hidden.Select(table => $"{table}.HiddenReason"));

    /// <summary>Writes all texts over.</summary>
    /// <param name="slug">The one concept whose words are written.</param>
    /// <param name="text">What the column of this number says.</param>
    public static async Task WriteAsync(SqliteConnection database, string slug, Func<int, string> text, CancellationToken cancellation)
    {
        await using var work = database.BeginTransaction();
        await RunAsync(database, "DROP TRIGGER IF EXISTS AuditKeepsLines", "", cancellation);
        var number = 0;
        foreach (var (table, columns) in Columns)
            foreach (var column in columns) await RunAsync(database, $"UPDATE {table} SET {column} = $text{Where(table)}", text(number++), cancellation);
        foreach (var (table, column, value) in Within) await RunAsync(database, $"UPDATE {table} SET {column} = {value}{Where(table)}", text(number++), cancellation);
        foreach (var table in Hidden) await RunAsync(database, $"UPDATE {table} SET HiddenReason = $text WHERE HiddenReason IS NOT NULL", text(number++), cancellation);
        await work.CommitAsync(cancellation);

        string Where(string table) => table == "Concepts" ? $" WHERE Slug = '{slug}'" : "";
    }

    private static async Task RunAsync(SqliteConnection database, string sql, string text, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$text", text);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
