namespace ConceptHub.Diffusion.Pretraining;

/// <summary>One example of the world a base model learns.</summary>
public sealed record CaptionedPicture(RgbImage Image, string Caption);

/// <summary>Where a pretraining stands. Loss is averaged over the last reports; <paramref name="SamplesPerSecond"/> is measured.</summary>
public sealed record PretrainingStep(string Stage, int Step, long Samples, double Fraction, double Loss, double SamplesPerSecond, TimeSpan Left);
