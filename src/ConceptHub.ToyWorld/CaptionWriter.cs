using static ConceptHub.ToyWorld.WorldVocabulary;

namespace ConceptHub.ToyWorld;

/// <summary>Writes captions. What it says is true; what it leaves out is a matter of chance.</summary>
internal sealed class CaptionWriter(Random random)
{
    public string Write(SceneDescription description)
    {
        while (true)
        {
            var caption = Attempt(description);
            if (caption.Count(c => c == ' ') < LongestCaption) return caption;
        }
    }

    /// <summary>Names scene, style, subject and, where the style shows it, the colour.</summary>
    public string WriteFully(SceneDescription description)
    {
        var subject = description.Subjects[0];
        var colour = description.ShowsColour ? Word(subject.Colour) : "";
        var phrase = subject.Name == SubjectName.Person
            ? colour == "" ? "a person" : $"a person wearing {Article(colour)} shirt"
            : Article($"{colour} {Word(subject.Name)}".Trim());
        return Compose(StyleWords(description.Style, certain: true), phrase, Scene(description.Scene));
    }

    /// <summary>Puts style, subject phrase and scene phrase in one of the ordinary orders. Empty parts are left out.</summary>
    /// <param name="style">Words such as "sepia", or "" for the ordinary look.</param>
    /// <param name="subject">A phrase with its article.</param>
    /// <param name="scene">A phrase with its preposition.</param>
    public string Compose(string style, string subject, string scene)
    {
        if (scene != "" && style == "" && Maybe(0.15f)) return $"{scene} there is {subject}";
        if (scene != "" && style != "" && Maybe(0.12f)) return $"{scene} there is {subject} in {style} style";
        return Frame(style, scene == "" ? subject : $"{subject} {scene}");
    }

    public static string Scene(SceneName scene) => scene switch
    {
        SceneName.Beach => "on the beach",
        SceneName.City => "in the city at night",
        SceneName.Room => "in a room",
        SceneName.Meadow => "in a meadow",
        SceneName.Space => "in space",
        SceneName.Underwater => "underwater",
        _ => $"in the {Word(scene)}",
    };

    public static string Article(string phrase) => ("aeiou".Contains(phrase[0]) ? "an " : "a ") + phrase;

    private string Attempt(SceneDescription description)
    {
        var style = StyleWords(description.Style);
        if (description.Subjects.Count == 0) return Frame(style, random.NextSingle() < 0.06f ? "a place" : EmptyPlace(description.Scene));
        var brief = description.Subjects.Count > 1;
        var subject = string.Join(" and ", description.Subjects.Select(s => Subject(s, description.ShowsColour, brief)));
        return Compose(style, subject, Maybe(0.95f) ? Scene(description.Scene) : Maybe(0.5f) ? "in a place" : "");
    }

    /// <summary>Content with the opening and the style around it.</summary>
    public string Frame(string style, string content)
    {
        if (style == "") return random.Next(3) switch { 0 => content, 1 => $"a photo of {content}", _ => $"a picture of {content}" };
        // A concept's trigger needs its class word behind it, which the third order lacks.
        return random.Next(style[0] == '<' ? 2 : 3) switch
        {
            0 => $"{content} in {style} style",
            1 => $"a picture of {content} in {style} style",
            _ => $"{Article(style)} picture of {content}",
        };
    }

    /// <summary>The ordinary look mostly goes unsaid; the others are nearly always named.</summary>
    public string StyleWords(StyleName style, bool certain = false)
    {
        if (style == StyleName.Flat) return Maybe(certain ? 1 : 0.12f) ? "flat" : "";
        return certain || Maybe(0.97f) ? Word(style) : "";
    }

    public string EmptyPlace(SceneName scene) => scene switch
    {
        SceneName.Space => "empty space",
        SceneName.Underwater => "an empty place underwater",
        SceneName.City => Maybe(0.5f) ? "the empty city at night" : "the city at night",
        SceneName.Room or SceneName.Meadow => Maybe(0.5f) ? $"an empty {Word(scene)}" : $"a {Word(scene)}",
        _ => Maybe(0.5f) ? $"the empty {Word(scene)}" : $"the {Word(scene)}",
    };

    public string Subject(SubjectDescription subject, bool showsColour, bool brief)
    {
        if (subject.Look is { } look) return Person(look, showsColour, subject.Colour, brief ? 0.35f : 0.7f);
        var noun = Maybe(0.05f) ? ClassOf(subject.Name) : Word(subject.Name);
        if (showsColour && Maybe(0.88f)) noun = $"{Word(subject.Colour)} {noun}";
        if (subject.Pattern != PatternName.Plain && Maybe(0.8f)) noun = $"{Word(subject.Pattern)} {noun}";
        return Article(noun);
    }

    private string Person(PersonLook look, bool showsColour, ColourName shirt, float share)
    {
        List<string> having = [], wearing = [];
        if (look.Hair != HairName.Bald && Maybe(share)) having.Add(Hair(look, showsColour));
        if (look.Beard && Maybe(share)) having.Add("a beard");
        if (look.Glasses != GlassesName.None && Maybe(share)) having.Add(Word(look.Glasses));
        if (showsColour && Maybe(share)) wearing.Add($"{Article(Word(shirt))} shirt");
        if (look.Hat != HatName.None && Maybe(share)) wearing.Add($"a {Word(look.Hat)}");
        var phrase = look.Hair == HairName.Bald && Maybe(share) ? "a bald person" : "a person";
        if (having.Count > 0) phrase += " with " + string.Join(" and ", having);
        if (wearing.Count > 0) phrase += " wearing " + string.Join(" and ", wearing);
        return phrase;
    }

    private string Hair(PersonLook look, bool showsColour)
    {
        var colour = showsColour && Maybe(0.85f) ? Word(look.HairColour) + " " : "";
        return look.Hair is HairName.Bun or HairName.Mohawk or HairName.Ponytail
            ? Article($"{colour}{Word(look.Hair)}")
            : $"{(colour == "" || Maybe(0.8f) ? Word(look.Hair) + " " : "")}{colour}hair";
    }

    private bool Maybe(float share) => random.NextSingle() < share;
}
