using System.Globalization;
using System.Security.Cryptography;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Compose;

/// <summary>The composer as a picture was made, and a sentence for everything that is not as its file says.</summary>
/// <param name="Source">The program that made the picture.</param>
public sealed record RecalledState(ComposeState State, string Source, IReadOnlyList<string> Notes);

/// <summary>Turns a picture's file into a state of the composer. What the file does not name is as usual, never as it was before.</summary>
internal sealed class PictureRecall(ConceptRecall concepts, Catalog.Pictures pictures, BlobAccess blobs, BaseModelGate gate)
{
    private const int LongestPrompt = 600;
    private const ulong LargestSeed = (1UL << 53) - 1; // what a browser's number field keeps exactly

    /// <returns>Null when the file says nothing, and is no picture of this hub either.</returns>
    public async Task<RecalledState?> ReadAsync(byte[] file, Actor viewer, CancellationToken cancellation)
    {
        if (FileSettingsReader.Read(file) is not { } said)
        {
            // A picture that was saved out of a page has no text in it, but its bytes are known.
            var known = await pictures.WithBytesAsync(Convert.ToHexStringLower(SHA256.HashData(file)), viewer, cancellation);
            return known is null ? null : new RecalledState(ComposeState.From(known.Settings, known.Recipe), "ConceptHub", []);
        }

        var notes = new List<string>();
        var recipe = await concepts.FindAsync(said.Concepts, viewer, cancellation);
        var state = said.Exact is { } exact ? ComposeState.From(exact, recipe.Recipe) : Foreign(said, recipe.Recipe, notes);
        notes.AddRange(recipe.Notes);
        Fit(state, notes);
        if (state.Start is { } start && await MissingAsync(start, viewer, cancellation))
        {
            state.Start = null;
            notes.Add(ComposeTexts.StartGone);
        }

        if (ModelNote(said) is { } note) notes.Add(note);
        return new RecalledState(state, said.Source, notes);
    }

    private static ComposeState Foreign(FileSettings said, IReadOnlyList<RecipeEntry> recipe, List<string> notes)
    {
        var state = new ComposeState { Recipe = [.. recipe], NegativePrompt = said.NegativePrompt ?? "", Prompt = said.Prompt ?? "" };
        if (state.Prompt.Length == 0) notes.Add(ComposeTexts.SaysNoPrompt);
        if (said.Steps is { } steps) state.Steps = steps;
        if (said.GuidanceScale is { } guidance) state.GuidanceScale = (float)guidance;
        if (said.ClipSkip is { } skip) state.ClipSkip = skip;
        if (said is { Width: { } width, Height: { } height }) (state.Width, state.Height) = (width, height);
        if (said.Seed is { } seed) (state.Seed, state.IsSeedLocked) = ((long)(seed & LargestSeed), true);
        if (said.Seed > LargestSeed) notes.Add(ComposeTexts.SeedTooLarge.With(said.Seed, state.Seed));
        TakeSampler(state, said.Sampler, notes);
        if (said.Denoise is > 0 and < 1) notes.Add(ComposeTexts.StartNotInFile);
        if (said.Further.Count > 0) notes.Add(ComposeTexts.FurtherLeftOut.With(string.Join(", ", said.Further)));
        return state;
    }

    private static void TakeSampler(ComposeState state, NamedSampler? sampler, List<string> notes)
    {
        if (sampler is null) return;
        if (sampler.Scheduler is { } known) state.Scheduler = known;
        if (sampler.Scheduler is null || !sampler.IsExact) notes.Add(ComposeTexts.SamplerStandsIn.With(sampler.Said, SamplerWords.Of(state.Scheduler)));
    }

    // Whatever a file says, the sliders hold it and the model draws it.
    private void Fit(ComposeState state, List<string> notes)
    {
        var limits = gate.Current?.Choices;
        (state.Prompt, state.NegativePrompt) = (Cut(state.Prompt, ComposeTexts.PromptCut, notes), Cut(state.NegativePrompt, ComposeTexts.NegativePromptCut, notes));
        var steps = Math.Clamp(state.Steps, 1, limits?.Limits.MaximumSteps ?? 150);
        if (steps != state.Steps) notes.Add(ComposeTexts.StepsTaken.With(state.Steps, steps));
        var guidance = state.GuidanceScale is { } said && float.IsFinite(said) ? Math.Clamp(said, 0, 30) : limits?.OwnGuidanceScale;
        if (state.GuidanceScale is { } asked && guidance is { } taken && taken != asked) notes.Add(ComposeTexts.GuidanceTaken.With(Text(asked), Text(taken)));
        var skip = Math.Clamp(state.ClipSkip, 0, limits?.TextLayers ?? state.ClipSkip);
        if (skip != state.ClipSkip) notes.Add(ComposeTexts.LayersTaken.With(state.ClipSkip, skip));
        (state.Steps, state.GuidanceScale, state.ClipSkip) = (steps, guidance, skip);
        if (limits is null || state.Width == 0) return;

        var (width, height) = limits.Sizes.Nearest(Math.Max(1, state.Width), Math.Max(1, state.Height));
        if ((width, height) != (state.Width, state.Height)) notes.Add(ComposeTexts.NearestSize.With(state.Width, state.Height, width, height));
        (state.Width, state.Height) = (width, height);
    }

    private static string Cut(string text, string note, List<string> notes)
    {
        if (text.Length <= LongestPrompt) return text;
        notes.Add(note.With(text.Length, LongestPrompt));
        return text[..(char.IsHighSurrogate(text[LongestPrompt - 1]) ? LongestPrompt - 1 : LongestPrompt)];
    }

    private static string Text(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private async Task<bool> MissingAsync(StartPicture start, Actor viewer, CancellationToken cancellation)
    {
        if (await blobs.OpenAsync(start.Blob, viewer, cancellation) is not { } open) return true;
        await open.Content.DisposeAsync();
        return false;
    }

    private string? ModelNote(FileSettings said)
    {
        if (gate.Current is not { } model || (said.ModelHash ?? said.Model) is null) return null;
        if (said.ModelHash is { Length: >= 8 } hash && model.Installed.Hash.StartsWith(hash, StringComparison.OrdinalIgnoreCase)) return null;
        return said.Model is { Length: > 0 } name ? ComposeTexts.OtherModelNamed.With(name) : ComposeTexts.OtherModel;
    }
}
