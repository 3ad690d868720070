using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>Prompts to ids, which must be equal. The <c>quirk_prompts</c> are left out: there the reference's own versions disagree.</summary>
internal static class TokenizerCases
{
    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("tokenizer");
        yield return new VerificationCase("tokenizer", "tokenizer.ids", comparison =>
        {
            var tokenizer = folder.Parts.Tokenizer;
            var length = given.Int("max_length");
            var (prompts, expected) = (given.Items("prompts").Select(prompt => prompt.GetString()!).ToList(), folder.Tensor(given.Text("ids")));
            var got = stack(prompts.Select(prompt => tensor(tokenizer.Encode(prompt, length), device: folder.Device)));   // [prompts, length]
            comparison.Matches(given.Text("ids"), got);
            if (!got.shape.SequenceEqual(expected.shape)) return;
            var wrong = Enumerable.Range(0, prompts.Count).Where(i => !got[i].eq(expected[i]).all().item<bool>()).ToList();
            if (wrong.Count > 0) comparison.Fail($"other ids for the prompts {string.Join(", ", wrong.Select(i => $"{i} '{prompts[i]}'"))}");
        });
        yield return new VerificationCase("tokenizer", "tokenizer.special", comparison =>
        {
            var tokenizer = folder.Parts.Tokenizer;
            comparison.Equal("start id", given.Int("bos_id"), tokenizer.StartId);
            comparison.Equal("end id", given.Int("eos_id"), tokenizer.EndId);
            comparison.Equal("padding id", given.Int("pad_id"), tokenizer.PadId);
            comparison.Equal("vocabulary", given.Int("vocab_size"), tokenizer.VocabularySize);
            comparison.Equal("merges", given.Int("num_merges"), tokenizer.Merges.Ordered.Count());
        });
    }
}
