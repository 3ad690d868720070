namespace ConceptHub.BlockLora;

/// <summary>A file is no safetensors file, or breaks one of the format's rules. The message is a sentence to show to a person.</summary>
public sealed class InvalidSafetensorsException : Exception
{
    public InvalidSafetensorsException(string sentence) : base(sentence)
    {
    }

    public InvalidSafetensorsException(string sentence, Exception inner) : base(sentence, inner)
    {
    }
}
