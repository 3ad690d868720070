using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ConceptHub.Web.Accounts;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>A hub with an operator's list of one stolen password that no rule would refuse.</summary>
public sealed class BreachedHub : TestHub
{
    public const string Stolen = "a quiet harbour of seven whales";

    private readonly string _list = BreachedPasswordsTests.Written(BreachedPasswordsTests.Hash(Stolen) + ":3");

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Accounts:BreachedPasswords"] = _list };
}

public sealed class BreachedPasswordsTests(BreachedHub hub) : IClassFixture<BreachedHub>
{
    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    public void Every_line_of_the_list_is_found_and_nothing_else(string newLine, bool hasCounts)
    {
        var known = Enumerable.Range(0, 500).Select(i => $"password number {i}").ToList();
        var lines = known.Select((password, i) => Hash(password) + (hasCounts ? $":{(i * i * 7919).ToString(CultureInfo.InvariantCulture)}" : "")).Order(StringComparer.Ordinal);
        using var list = new BreachedPasswords(Written(string.Join(newLine, lines) + (hasCounts ? newLine : "")));

        Assert.All(known, password => Assert.True(list.Contains(password), password));
        Assert.All(known, password => Assert.False(list.Contains(password + "!"), password));
    }

    [Fact]
    public void List_of_one_line_and_no_list_work()
    {
        using var one = new BreachedPasswords(Written(Hash("alone")));
        using var none = new BreachedPasswords("");

        Assert.True(one.Contains("alone"));
        Assert.False(one.Contains("not alone"));
        Assert.False(none.Contains("alone"));
    }

    [Fact]
    public void Another_kind_of_file_and_none_at_all_are_refused_at_the_start()
    {
        Assert.Contains("no SHA-1 hash", Assert.Throws<InvalidOperationException>(() => new BreachedPasswords(Written("password\n123456"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<InvalidOperationException>(() => new BreachedPasswords("/nowhere/at/all.txt")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BreachedHub.Stolen, "in a list of stolen ones")]
    [InlineData("password1234", "a guesser tries")]
    [InlineData("P@ssw0rd123", "a guesser tries")]
    [InlineData("qwertyuiop", "a guesser tries")]
    [InlineData("1234567890", "a guesser tries")]
    [InlineData("concepthub1", "a guesser tries")]
    [InlineData("aaaabbbbccccdddd", "a guesser tries")]
    public async Task Sign_up_refuses_it_with_a_sentence(string password, string sentence)
    {
        var answer = await hub.Visitor().SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = "Bruno", ["Input.Password"] = password });

        Assert.Contains(sentence, answer.Words("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("xkq7vtplmw")]
    [InlineData("a few words in a row")]
    [InlineData("vier blaue fahrräder am see")]
    public async Task No_composition_is_asked_for(string password)
    {
        var answer = await hub.Visitor().SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = "B" + Guid.NewGuid().ToString("N")[..10], ["Input.Password"] = password });

        Assert.Equal("/", answer.Path);
    }

    public static string Hash(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));

    public static string Written(string text)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("concepthub-list-").FullName, "list.txt");
        File.WriteAllText(path, text);
        return path;
    }
}
