using System.Text;

namespace ConceptHub.Catalog;

/// <summary>Rules for names, slugs and trigger words.</summary>
public static class ConceptWords
{
    private const int LongestTrigger = 32, MostTags = 10, LongestTag = 24;

    // By hand, since Unicode normalisation does nothing under InvariantGlobalization.
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ";
    private const string Unaccented = "aaaaaaceeeeiiiinoooooouuuuyy";

    /// <summary>A sentence about what is wrong with a name, or null.</summary>
    public static string? NameProblem(string name) =>
        name.Trim().Length is < 2 or > 60 ? "A name has 2 to 60 characters."
        : name.Any(char.IsControl) ? "A name is one line of text."
        : null;

    public static string? DescriptionProblem(string description) =>
        description.Length > 4000 ? $"The description has {description.Length} characters; 4000 is the most." : null;

    /// <summary>Tags from a line of them, separated by commas: lower case, single spaces, each once.</summary>
    public static IReadOnlyList<string> Tags(string line) =>
        [.. line.Split(',').Select(tag => string.Join(' ', tag.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(tag => tag.Length > 0).Distinct()];

    /// <summary>A sentence about what is wrong with a line of tags, or null.</summary>
    public static string? TagsProblem(string line)
    {
        var tags = Tags(line);
        if (tags.Count > MostTags) return $"A concept has at most {MostTags} tags; these are {tags.Count}.";
        if (tags.FirstOrDefault(tag => tag.Length > LongestTag) is { } tooLong) return $"A tag has at most {LongestTag} characters; “{tooLong}” has {tooLong.Length}. Separate tags with commas.";
        return tags.FirstOrDefault(tag => !tag.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-')) is { } odd ? $"Tags hold letters, digits, spaces and dashes; “{odd}” has something else." : null;
    }

    /// <summary>A word as the search index holds it: lower case, without accents.</summary>
    internal static string Folded(string word) => string.Concat(word.ToLowerInvariant().Select(Plain));

    /// <summary>A sentence about what is wrong with a trigger word, or null.</summary>
    public static string? TriggerProblem(string triggerWord)
    {
        var key = TriggerKey(triggerWord);
        if (key.Length == 0) return "Please choose a trigger word.";
        if (key.Length is < 2 or > LongestTrigger) return $"A trigger word has 2 to {LongestTrigger} characters.";
        return char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? null
            : "A trigger word begins with a letter and holds only letters a to z, digits and dashes.";
    }

    public static string? ClassProblem(string classWord) =>
        classWord.Trim() is { Length: >= 2 and <= 40 } word && word.All(c => char.IsAsciiLetter(c) || c is ' ' or '-')
            ? null
            : "Please say in a plain word what it is: person, dog, room, drawing.";

    /// <summary>What makes two trigger words the same: case and angle brackets do not count.</summary>
    public static string TriggerKey(string triggerWord) => triggerWord.Trim().TrimStart('<').TrimEnd('>').ToLowerInvariant();

    /// <summary>As it stands in captions and prompts: in angle brackets, so that it is never mistaken for an ordinary word.</summary>
    public static string Trigger(string triggerWord) => $"<{TriggerKey(triggerWord)}>";

    /// <summary>For addresses: lower-case letters and digits with single dashes; never empty.</summary>
    /// <param name="otherwise">For a name without such letters.</param>
    public static string Slug(string name, string otherwise = "concept")
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant().Select(Plain))
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug is [.., not '-']) slug.Append('-');
        }

        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? otherwise : text;
    }

    private static char Plain(char c) => Accented.IndexOf(c) is >= 0 and var place ? Unaccented[place] : c;

    /// <summary>A training caption with the trigger word before its class word; added in front when the class word is missing.</summary>
    public static string Caption(string caption, string trigger, string classWord)
    {
        caption = caption.Trim();
        if (caption.Contains(trigger, StringComparison.OrdinalIgnoreCase)) return caption;
        if (caption.Length == 0) return $"a picture of {trigger} {classWord}";
        var place = caption.IndexOf(classWord, StringComparison.OrdinalIgnoreCase);
        return place >= 0 ? caption.Insert(place, trigger + " ") : $"{trigger} {classWord}, {caption}";
    }
}
