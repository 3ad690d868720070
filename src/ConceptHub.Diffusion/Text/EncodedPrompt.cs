namespace ConceptHub.Diffusion.Text;

/// <summary>A prompt as the text encoder takes it.</summary>
/// <param name="Ids">Start token, the prompt's tokens, end token, padding; always the requested length.</param>
/// <param name="Words">The pieces of the prompt that fit, in order.</param>
/// <param name="LeftOut">Pieces that did not fit, wholly or in part, in order.</param>
public sealed record EncodedPrompt(long[] Ids, IReadOnlyList<PromptWord> Words, IReadOnlyList<string> LeftOut);

/// <summary>A word, punctuation run or concept trigger, and where its tokens stand in <see cref="EncodedPrompt.Ids"/>.</summary>
/// <param name="Text">Lower-case and cleaned; a trigger as it was added.</param>
/// <param name="Start">Index of the first token, counted with the start token (so at least 1).</param>
/// <param name="Length">Number of tokens. With a <see cref="WordTokenizerBuilder"/> vocabulary, more than one means an unknown word.</param>
/// <param name="IsAdded">A concept's trigger or a special token, matched before splitting.</param>
public sealed record PromptWord(string Text, int Start, int Length, bool IsAdded);
