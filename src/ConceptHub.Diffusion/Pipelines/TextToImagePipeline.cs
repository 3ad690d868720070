using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// Pictures from prompts (with weights), recipes and start pictures: merge, encode the prompt, walk the noise down, decode. One caller at a time.
/// </summary>
public sealed class TextToImagePipeline
{
    private const long PixelsDecodedTogether = 512 * 512;   // one picture of Stable Diffusion takes gigabytes

    private readonly StableDiffusionModel _model;
    private readonly GenerationLimits _limits;
    private readonly SettingsCheck _check;
    private readonly Lazy<LinearPreview> _preview;
    private readonly PassTeam? _team;
    private readonly DrawingCaches _caches;
    private PassTexts? _texts;   // of the last step

    /// <param name="model">Not owned.</param>
    /// <param name="limits">Null takes the defaults.</param>
    /// <param name="tiling">When pictures are decoded and encoded in tiles; null takes the defaults.</param>
    /// <param name="caches">Of this model; not owned. Null keeps nothing from drawing to drawing.</param>
    /// <param name="team">Shares passes, and pictures that are decoded, among threads; not owned. Null computes on the caller's thread.</param>
    public TextToImagePipeline(StableDiffusionModel model, GenerationLimits? limits = null, TilingOptions? tiling = null, DrawingCaches? caches = null, PassTeam? team = null)
    {
        _caches = caches ?? new DrawingCaches(new MemoryBudget(0));
        (_model, _limits, _team) = (model, limits ?? new GenerationLimits(), team);
        Autoencoder = new TiledAutoencoder(new SharedAutoencoder(model.Autoencoder, team, PixelsDecodedTogether), tiling);
        Sizes = new PictureSizes(model.Autoencoder.Factor, model.DefaultWidth, model.DefaultHeight, _limits.LongestEdge);
        _check = new SettingsCheck(model, Sizes, _limits);
        _preview = new Lazy<LinearPreview>(() => LinearPreview.Fit(model.Autoencoder, model.Device));
    }

    public PictureSizes Sizes { get; }

    /// <summary>The model's, in tiles where the picture is large.</summary>
    public IAutoencoder Autoencoder { get; }

    /// <summary>The settings as they will be drawn: with the model's own size where none was chosen.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public GenerationSettings Checked(GenerationSettings settings) => _check.Checked(settings);

    /// <summary>Does now what the first preview would do: fits the preview to the autoencoder.</summary>
    public void PreparePreviews()
    {
        using var off = inference_mode();
        _ = _preview.Value;
    }

    /// <summary>Draws one picture; <see cref="GenerationSettings.Count"/> is ignored.</summary>
    /// <param name="recipe">Merged before drawing; stays merged for the next call with the same recipe.</param>
    /// <param name="progress">Called after each step on this thread.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public RgbImage Generate(GenerationSettings settings, IReadOnlyList<MergePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation) =>
        GenerateAll(settings with { Count = 1 }, recipe, progress, cancellation)[0];

    /// <summary>Draws <see cref="GenerationSettings.Count"/> pictures, in the order of their seeds; else as <see cref="Generate"/>.</summary>
    public IReadOnlyList<RgbImage> GenerateAll(GenerationSettings settings, IReadOnlyList<MergePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        using var run = Draw(settings, recipe, progress, cancellation);
        return Finish([run], cancellation)[0];
    }

    /// <summary>The clean latents of <see cref="GenerateAll"/>, [count, channels, height, width], in the caller's scope.</summary>
    public Tensor GenerateLatents(GenerationSettings settings, IReadOnlyList<MergePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        using var run = Draw(settings, recipe, progress, cancellation);
        return run.Clean();
    }

    private DrawingRun Draw(GenerationSettings settings, IReadOnlyList<MergePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        var run = Begin(settings, recipe);
        try
        {
            while (!run.IsOver)
            {
                cancellation.ThrowIfCancellationRequested();
                Step([run]);
                progress?.Report(new DenoisingStep(run.Step, run.Of, run.Preview));
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Encodes the prompts and draws the start noise: a drawing that can take its steps beside others.</summary>
    /// <exception cref="ArgumentException">A setting is out of range, or a part is of another base model; the message names it.</exception>
    public DrawingRun Begin(GenerationSettings settings, IReadOnlyList<MergePart> recipe)
    {
        var sized = Checked(settings);
        if (!IsBesideWeights(recipe) || !IsBesideWeights(_model.Merge.Parts)) _model.Merge.Apply(recipe);   // a LoRA may change how words are read
        else _model.Merge.Check(recipe);
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var plan = FigurePlan.Of(sized.Prompt, recipe, sized.Width, sized.Height, Sizes);
        var text = Said(plan?.Scene ?? sized.Prompt, recipe);
        var over = sized.StartPicture is { } start ? Autoencoder.Encode(start.ToTensor(_model.Device)).DetachFromDisposeScope() : null;
        var figures = plan is null ? null : new DrawnFigures(plan.Figures, [.. plan.Figures.Select(figure => Said(figure.Prompt, FigurePlan.Inside(figure.Frame, recipe, sized.Width, sized.Height)))], Autoencoder, Sizes, Together(Sizes.OwnWidth, Sizes.OwnHeight));
        return new DrawingRun(_model, sized, recipe, text, over, Together(sized.Width, sized.Height), Preview, figures);

        TextContext Said(string prompt, IReadOnlyList<MergePart> heard) =>
            EncodeWeighted(sized.GuidanceScale != 1 ? [sized.NegativePrompt, prompt] : [prompt], heard, sized.ClipSkip).DetachFromDisposeScope();

        int Together(int width, int height) => (int)Math.Max(1, _limits.LatentPixelsTogether / (width / Sizes.Step * (height / Sizes.Step)));
    }

    /// <summary>
    /// One step of the first drawing and, in the same pass through the UNet, of those others that fit in with it: of its size, as many as
    /// <see cref="GenerationLimits.LatentPixelsTogether"/> allows. Drawings with one recipe have it in the weights; of recipes that
    /// differ each layer takes the rows sample by sample (<see cref="RecipesApart"/>). The step is the same as alone, but for rounding.
    /// </summary>
    /// <param name="runs">At least one, none over. Where this throws, none of them has moved.</param>
    /// <returns>Those that took a step.</returns>
    public IReadOnlyList<DrawingRun> Step(IReadOnlyList<DrawingRun> runs)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var together = Together(runs);
        var isMerged = together.TrueForAll(run => run.Recipe.SequenceEqual(together[0].Recipe));
        _model.Merge.Apply(isMerged ? together[0].Recipe : []);
        var batch = isMerged ? together : [.. together.OrderBy(run => run.Unmerged(_caches).Key, StringComparer.Ordinal)];   // whoever came first: what is stacked stays
        List<long> counts = [.. batch.Select(run => run.Samples)];
        using var apart = isMerged ? null : new RecipesApart(_model, [.. batch.Select(run => run.Unmerged(_caches))], counts, _caches);
        var parts = Shares(apart?.Units ?? [.. Enumerable.Repeat(1L, (int)counts.Sum())]);
        apart?.Set(parts);
        var next = batch.Select(run => run.Next()).ToList();
        var said = Predict(cat([.. next.Select(it => it.Samples)]), cat([.. next.Select(it => it.Timesteps)]), Texts(batch, parts), parts);
        Take([.. batch.Zip(said.split([.. counts]))], parts.Count);
        foreach (var run in batch) run.GoOn();
        if (together.TrueForAll(run => run.IsOver)) ForgetTexts();   // nobody comes back to them
        return together;
    }

    // The text of each part of a pass. Those who take several steps together, in the same parts, have their words heard once.
    private IReadOnlyList<TextContext> Texts(IReadOnlyList<DrawingRun> batch, IReadOnlyList<long> parts)
    {
        List<object> stages = [.. batch.Select(run => run.Stage)];
        if (_texts is { } known && known.Stages.SequenceEqual(stages, ReferenceEqualityComparer.Instance) && known.Parts.SequenceEqual(parts)) return known.Texts;
        ForgetTexts();
        var text = TextContext.Cat([.. batch.Select(run => run.Text())]);
        _texts = new PassTexts(stages, parts, [.. parts.Select((count, part) => text.Narrow(parts.Take(part).Sum(), count).DetachFromDisposeScope() with { Heard = new HeardWords() })]);
        return _texts.Texts;
    }

    private void ForgetTexts()
    {
        _texts?.Dispose();
        _texts = null;
    }

    // What the UNet says of samples, some of them on each thread; in the caller's scope.
    private Tensor Predict(Tensor samples, Tensor timesteps, IReadOnlyList<TextContext> texts, List<long> parts)
    {
        if (parts.Count == 1) return _model.UNet.forward(samples, timesteps, texts[0]);
        var said = new Tensor?[parts.Count];
        try
        {
            _team!.Run(parts.Count, part =>
            {
                using var off = inference_mode();
                using var scope = NewDisposeScope();
                var (first, count) = (parts.Take(part).Sum(), parts[part]);
                said[part] = _model.UNet.forward(samples.narrow(0, first, count), timesteps.narrow(0, first, count), texts[part]).DetachFromDisposeScope();
            });
            return cat([.. said.OfType<Tensor>()]);
        }
        finally
        {
            foreach (var own in said) own?.Dispose();
        }
    }

    // What is small for a drawing is not for many of them one after another, while the other threads wait.
    private void Take(IReadOnlyList<(DrawingRun Run, Tensor Said)> steps, int threads)
    {
        if (steps.Count == 1 || threads == 1)
        {
            foreach (var (run, said) in steps) run.Take(said);
            return;
        }

        _team!.Run(threads, thread =>
        {
            using var off = inference_mode();
            foreach (var (run, said) in steps.Where((_, i) => i % threads == thread)) run.Take(said);
        });
    }

    // How many samples each thread takes: of units that belong together, about as many each.
    private List<long> Shares(IReadOnlyList<long> units)
    {
        var (all, done, shares) = (units.Sum(), 0L, new List<long> { 0 });
        foreach (var unit in units)
        {
            if (done * (_team?.Threads ?? 1) >= all * shares.Count) shares.Add(0);
            shares[^1] += unit;
            done += unit;
        }

        return shares;
    }

    /// <summary>The pictures of drawings that are over, of each in the order of their seeds.</summary>
    /// <exception cref="OperationCanceledException">At most one picture of each thread after <paramref name="cancellation"/> fires.</exception>
    public IReadOnlyList<IReadOnlyList<RgbImage>> Finish(IReadOnlyList<DrawingRun> runs, CancellationToken cancellation)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var decoded = runs.ToDictionary(run => run, _ => new List<RgbImage>());
        var latents = runs.SelectMany(run => run.Undecoded.SelectMany(group => group.split(1)).Select(own => (Run: run, Latents: own)));
        foreach (var together in latents.GroupBy(it => (it.Latents.shape[2], it.Latents.shape[3])).SelectMany(size => size.Chunk(_team?.Threads ?? 1)))
        {
            cancellation.ThrowIfCancellationRequested();
            var pictures = RgbImage.FromTensor(Autoencoder.Decode(cat([.. together.Select(it => it.Latents)])));
            foreach (var (it, picture) in together.Zip(pictures)) decoded[it.Run].Add(picture);
        }

        return [.. runs.Select(run => (IReadOnlyList<RgbImage>)[.. decoded[run], .. run.Decoded.SelectMany(RgbImage.FromTensor)])];
    }

    // An ordinary LoRA may change any weight, of convolutions and of the text encoder too; concepts change rows of linear layers.
    private static bool IsBesideWeights(IEnumerable<MergePart> recipe) => recipe.All(part => part is RecipePart);

    private List<DrawingRun> Together(IReadOnlyList<DrawingRun> runs)
    {
        var first = runs[0];
        var (chosen, pixels) = (new List<DrawingRun> { first }, first.LatentPixels);
        foreach (var run in runs.Skip(1))
        {
            var fits = run.Shape.SequenceEqual(first.Shape) && pixels + run.LatentPixels <= _limits.LatentPixelsTogether
                && ((IsBesideWeights(first.Recipe) && IsBesideWeights(run.Recipe)) || run.Recipe.SequenceEqual(first.Recipe));
            if (!fits) continue;
            chosen.Add(run);
            pixels += run.LatentPixels;
        }

        return chosen;
    }

    /// <summary>
    /// Text features of captions as they stand, brackets included; trigger words of the recipe get their learned vectors, and captions that
    /// call a concept its context words.
    /// </summary>
    public TextContext Encode(IReadOnlyList<string> prompts, IReadOnlyList<MergePart> recipe)
    {
        var (called, tokens, _) = Known(recipe);
        var ids = prompts.Select(p => tokens.Tokenizer.Encode(p, _model.MaximumTokens)).ToList();
        return called.AddTo(_model.TextEncoder.Encode(Ids(ids), tokens.Rows).Hidden, ids);
    }

    /// <summary><see cref="Encode"/> of prompts that people write, with <see cref="PromptWeights"/>.</summary>
    /// <param name="clipSkip">As <see cref="GenerationSettings.ClipSkip"/>.</param>
    /// <returns>In the caller's scope.</returns>
    public TextContext EncodeWeighted(IReadOnlyList<string> prompts, IReadOnlyList<MergePart> recipe, int clipSkip)
    {
        using var scope = NewDisposeScope();
        var (called, tokens, words) = Known(recipe);
        var encoded = prompts.Select(p => tokens.Tokenizer.EncodeWeighted(p, _model.MaximumTokens)).ToList();
        var (ids, each) = (encoded.Select(e => e.Ids).ToList(), encoded.Select(e => e.Weights).ToList());
        // A LoRA may be in the encoder, and is in no key.
        var hidden = IsBesideWeights(_model.Merge.Parts) ? _caches.Text(TextKey.Of(encoded, words, _model.TextEncoder.Config.VocabularySize, clipSkip), Weighed) : Weighed();
        return called.AddTo(hidden, ids, each).MoveToOuterDisposeScope();

        Tensor Weighed()
        {
            var weights = tensor(each.SelectMany(w => w).ToArray(), [prompts.Count, _model.MaximumTokens], device: _model.Device);
            return PromptWeights.Weigh(_model.TextEncoder.Encode(Ids(ids), tokens.Rows, clipSkip).Hidden, weights);
        }
    }

    /// <summary>The token ids of a prompt, as <see cref="Encode"/> takes them.</summary>
    internal long[] Tokens(string prompt, IReadOnlyList<MergePart> recipe)
    {
        using var scope = NewDisposeScope();
        return Known(recipe).Tokens.Tokenizer.Encode(prompt, _model.MaximumTokens);
    }

    private (CalledConcepts Called, ConceptTokens Tokens, IReadOnlyList<LearnedWord> Words) Known(IReadOnlyList<MergePart> recipe)
    {
        var words = recipe.Select(p => p.Word).OfType<LearnedWord>().ToList();
        var tokens = ConceptTokens.For(_model, words);
        return (new CalledConcepts(tokens.Tokenizer, _model.TextEncoder.Config.VocabularySize, words), tokens, words);
    }

    private Tensor Ids(IReadOnlyList<long[]> ids) => tensor(ids.SelectMany(i => i).ToArray(), [ids.Count, ids[0].Length], device: _model.Device);

    private Tensor Preview(Tensor clean) => _preview.Value.Decode(clean);

    /// <param name="Stages">Of the drawings, in the batch's order.</param>
    /// <param name="Parts">Samples of each part of the pass.</param>
    /// <param name="Texts">Of each part.</param>
    private sealed record PassTexts(IReadOnlyList<object> Stages, IReadOnlyList<long> Parts, IReadOnlyList<TextContext> Texts) : IDisposable
    {
        public void Dispose()
        {
            foreach (var text in Texts)
            {
                text.Heard?.Dispose();
                foreach (var held in new[] { text.Words, text.Bias, text.Regions }) held?.Dispose();
            }
        }
    }
}
