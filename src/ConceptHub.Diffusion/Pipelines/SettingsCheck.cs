namespace ConceptHub.Diffusion.Pipelines;

/// <summary>Says which setting a model cannot take, in words for whoever chose it.</summary>
internal sealed class SettingsCheck(StableDiffusionModel model, PictureSizes sizes, GenerationLimits limits)
{
    /// <summary>The settings with the size filled in.</summary>
    /// <exception cref="ArgumentException">The first setting that is out of range; the message names it and what would do.</exception>
    public GenerationSettings Checked(GenerationSettings settings)
    {
        var sized = settings with
        {
            Width = settings.Width == 0 ? sizes.OwnWidth : settings.Width,
            Height = settings.Height == 0 ? sizes.OwnHeight : settings.Height,
            GuidanceScale = settings.GuidanceScale ?? model.DefaultGuidanceScale,
        };
        if ((SizeProblem(sized) ?? RangeProblem(sized) ?? StartProblem(sized)) is { } problem) throw new ArgumentException(problem, nameof(settings));
        model.Scheduler.Create(sized.Scheduler, sized.Steps).Dispose();   // knows which names and numbers of steps there are
        return sized;
    }

    private string? SizeProblem(GenerationSettings settings)
    {
        if (sizes.Allows(settings.Width, settings.Height)) return null;
        var (width, height) = sizes.Nearest(settings.Width, settings.Height);
        return $"Width and height must be multiples of {sizes.Step} from {sizes.Step} to {sizes.LongestEdge / sizes.Step * sizes.Step} pixels; "
            + $"{settings.Width} × {settings.Height} is not. The nearest size is {width} × {height}.";
    }

    private string? RangeProblem(GenerationSettings settings)
    {
        var layers = model.TextEncoder.Config.Layers;
        if (settings.Steps < 1 || settings.Steps > limits.MaximumSteps) return $"Steps must be 1 to {limits.MaximumSteps}, not {settings.Steps}.";
        if (!(settings.GuidanceScale >= 0 && settings.GuidanceScale <= limits.MaximumGuidance))
            return FormattableString.Invariant($"The guidance scale must be 0 to {limits.MaximumGuidance}, not {settings.GuidanceScale}.");
        if (settings.Count < 1 || settings.Count > limits.MaximumCount) return $"The number of pictures must be 1 to {limits.MaximumCount}, not {settings.Count}.";
        if (settings.Variation is { Strength: not (> 0 and <= 1) } variation)
            return FormattableString.Invariant($"The strength of a variation must be above 0 and up to 1, not {variation.Strength}.");
        if (settings.ClipSkip < 0 || settings.ClipSkip > layers)
            return $"Clip skip must be 0 to {layers}, not {settings.ClipSkip}: the text encoder has {layers} layers.";
        return null;
    }

    private static string? StartProblem(GenerationSettings settings)
    {
        if (settings.StartPicture is not { } start) return null;
        if (!(settings.Strength >= 0 && settings.Strength <= 1))
            return FormattableString.Invariant($"The strength must be 0 to 1, not {settings.Strength}.");
        if (settings.FirstStep == settings.Steps)
        {
            return FormattableString.Invariant($"With a strength of {settings.Strength} none of {settings.Steps} steps is left to take; ")
                + FormattableString.Invariant($"the least is {Math.Ceiling(1000.0 / settings.Steps) / 1000}.");
        }

        return (start.Width, start.Height) == (settings.Width, settings.Height) ? null
            : $"The start picture has {start.Width} × {start.Height} pixels, but {settings.Width} × {settings.Height} are to be drawn.";
    }
}
