using System.Globalization;
using System.Text.Json;

namespace ConceptHub.BlockLora;

/// <summary>The text half of an adapter file: keys, limits, and reading them from a file that may lie.</summary>
internal sealed class AdapterMetadata
{
    public const string Prefix = "blocklora.";
    public const string SchemeKey = "blocklora.scheme";
    public const string CodebookKey = "blocklora.codebook";
    public const string NumberKey = "blocklora.concept_number";
    public const string CodewordKey = "blocklora.codeword";
    public const string BaseKey = "blocklora.base_hash";
    public const string PlanKey = "blocklora.plan_hash";
    public const string TriggerKey = "blocklora.trigger_word";
    public const string ClassKey = "blocklora.class_word";
    public const string KindKey = "blocklora.kind";
    public const string TrainingKey = "blocklora.training";

    public const string Scheme = "1";
    public const int LongestWord = 64;

    private readonly IReadOnlyDictionary<string, string> _texts;
    private readonly List<AdapterRefusal> _problems = [];

    /// <summary>Reads all keys; look at <see cref="Problems"/> before using the values.</summary>
    public AdapterMetadata(IReadOnlyDictionary<string, string> texts, BlockPlan plan, Codebook codebook)
    {
        _texts = texts;
        if (!texts.Keys.Any(key => key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            _problems.Add(new AdapterRefusal.NotAnAdapter());
            return;
        }

        Same(SchemeKey, Scheme, (expected, found) => new AdapterRefusal.InvalidMetadata(SchemeKey, $"scheme '{found}' is unknown; this reader knows '{expected}'."));
        Same(BaseKey, plan.BaseModelHash, (expected, found) => new AdapterRefusal.WrongBaseModel(expected, found));
        Same(PlanKey, plan.Hash, (expected, found) => new AdapterRefusal.WrongPlan(expected, found));
        Same(CodebookKey, codebook.Id, (expected, found) => new AdapterRefusal.WrongCodebook(expected, found));
        TriggerWord = Word(TriggerKey);
        ClassWord = Word(ClassKey);
        Kind = ReadKind();
        Training = ReadTraining();
        (ConceptNumber, Codeword) = ReadReservation(codebook);
    }

    public IReadOnlyList<AdapterRefusal> Problems => _problems;

    public int ConceptNumber { get; }

    /// <summary>What the codebook gives for the number, never what the file claims; null when the number is unusable.</summary>
    public Codeword? Codeword { get; }

    public string TriggerWord { get; } = "";

    public string ClassWord { get; } = "";

    public ConceptKind Kind { get; }

    public IReadOnlyDictionary<string, string> Training { get; } = new Dictionary<string, string>();

    /// <summary>Null when the word may stand in a prompt and on a page, else what is wrong with it.</summary>
    public static string? WordProblem(string word) => word switch
    {
        _ when string.IsNullOrWhiteSpace(word) => "the word is empty.",
        { Length: > LongestWord } => $"the word is longer than {LongestWord} characters.",
        _ when word.Any(char.IsControl) => "the word has control characters.",
        _ => null,
    };

    private string? Text(string key)
    {
        if (_texts.TryGetValue(key, out var text)) return text;
        _problems.Add(new AdapterRefusal.MissingMetadata(key));
        return null;
    }

    private void Same(string key, string expected, Func<string, string, AdapterRefusal> refusal)
    {
        if (Text(key) is { } found && found != expected) _problems.Add(refusal(expected, found));
    }

    private string Word(string key)
    {
        if (Text(key) is not { } word) return "";
        if (WordProblem(word) is { } why) _problems.Add(new AdapterRefusal.InvalidMetadata(key, why));
        return word;
    }

    private ConceptKind ReadKind()
    {
        if (Text(KindKey) is not { } text) return default;
        foreach (var kind in Enum.GetValues<ConceptKind>())
            if (KindText(kind) == text) return kind;
        _problems.Add(new AdapterRefusal.InvalidMetadata(KindKey, $"'{text}' is no kind of concept."));
        return default;
    }

    private Dictionary<string, string> ReadTraining()
    {
        if (!_texts.TryGetValue(TrainingKey, out var text)) return [];
        if (ParseTraining(text) is { } training) return training;
        _problems.Add(new AdapterRefusal.InvalidMetadata(TrainingKey, "not a JSON map from text to text."));
        return [];
    }

    /// <summary>What a file says of its training; null when it is no map from text to text.</summary>
    public static Dictionary<string, string>? ParseTraining(string text)
    {
        try
        {
            var training = JsonSerializer.Deserialize<Dictionary<string, string>>(text);
            return training is not null && training.Values.All(value => value is not null) ? training : null;
        }
        catch (JsonException)
        {
            return null;   // a stranger's words: told by the caller, together with the other shapes it should not have
        }
    }

    private (int Number, Codeword? Codeword) ReadReservation(Codebook codebook)
    {
        var claimed = Text(CodewordKey);
        if (Text(NumberKey) is not { } text) return (0, null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= codebook.Capacity)
        {
            _problems.Add(new AdapterRefusal.InvalidMetadata(NumberKey, $"'{text}' is no number from 0 to {codebook.Capacity - 1}."));
            return (0, null);
        }

        var codeword = codebook.Encode(number);
        if (claimed is not null && claimed != codeword.ToString()) _problems.Add(new AdapterRefusal.WrongCodeword(codeword.ToString(), claimed));
        return (number, codeword);
    }

    public static string KindText(ConceptKind kind) => kind.ToString().ToLowerInvariant();
}
