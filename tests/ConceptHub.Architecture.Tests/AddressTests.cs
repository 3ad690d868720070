using System.Text.RegularExpressions;

namespace ConceptHub.Architecture.Tests;

/// <summary>The site may be shown below a path of a proxy: what pages link to is relative to where the site begins.</summary>
public sealed partial class AddressTests
{
    [Fact]
    public void No_page_names_an_address_from_the_root()
    {
        var found = Repository.SourceFiles(".razor", ".cs")
            .SelectMany(file => FromTheRoot().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(Repository.Root, file)}: {match.Value}"));

        Assert.Empty(found);
    }

    // Attributes of markup, navigation, redirects, and the Of(...) of address classes. Redirects of endpoints say "~/".
    [GeneratedRegex("""(\b(href|src|action)=|NavigateTo\(\$?|LocalRedirect\(\$?|\bOf\([^)]*\) => \$?)"/(?!/)[^"]*""", RegexOptions.IgnoreCase)]
    private static partial Regex FromTheRoot();
}
