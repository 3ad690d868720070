namespace ConceptHub.Diffusion;

/// <summary>A model folder or checkpoint that cannot be used; the message names the file and what is wrong in it.</summary>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The tensors that do not fit, when these are what is wrong.</summary>
    internal TensorProblems? Tensors { get; init; }
}

/// <summary>How a tensor of a file does not fit the model.</summary>
internal enum TensorFault { Missing, Unexpected, Shape, Type, Twice }

/// <param name="Name">Of the tensor: in the file for unexpected ones, in the model for others.</param>
/// <param name="Detail">What was expected and what was found; empty for missing and unexpected ones.</param>
internal sealed record TensorProblem(TensorFault Fault, string Name, string Detail = "");

/// <summary>All that does not fit in one part of a model.</summary>
/// <param name="Part">Folder of the part.</param>
/// <param name="Source">What the file is called in messages.</param>
internal sealed record TensorProblems(string Part, string Source, IReadOnlyList<TensorProblem> All)
{
    private const int ListedAtMost = 20;

    /// <summary>Everything in one message.</summary>
    public InvalidModelException ToException()
    {
        var single = All.Where(p => p.Fault is not (TensorFault.Missing or TensorFault.Unexpected)).Select(p => $"{p.Name}: {p.Detail}").ToList();
        var sentences = new[] { Listed(single, "; "), Named("missing", TensorFault.Missing), Named("unexpected", TensorFault.Unexpected) };
        return new InvalidModelException($"{Source} does not fit the model. {string.Join("; ", sentences.Where(s => s.Length > 0))}.") { Tensors = this };
    }

    private string Named(string word, TensorFault fault)
    {
        var names = All.Where(p => p.Fault == fault).Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $"{word}: {Listed(names, ", ")}";
    }

    private static string Listed(List<string> items, string separator) =>
        string.Join(separator, items.Take(ListedAtMost)) + (items.Count > ListedAtMost ? $"{separator}and {items.Count - ListedAtMost} more" : "");
}
