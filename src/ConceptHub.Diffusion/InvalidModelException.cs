namespace ConceptHub.Diffusion;

/// <summary>A model folder or checkpoint that cannot be used; the message names the file and what is wrong in it.</summary>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner);
