using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>What a pass costs.</summary>
/// <param name="Seconds">Median of the passes.</param>
/// <param name="FlopsByKind">Of the layers of each kind in a pass.</param>
/// <param name="SecondsByKind">Of the layers of each kind in a pass; what is left of <paramref name="Seconds"/> is everything else.</param>
/// <param name="Peak">Of the machine, median of what was measured between the passes.</param>
/// <param name="ShareOfPeak">Arithmetic reached of the peak measured before and after, median of the rounds: what the clock does meanwhile cancels out.</param>
public sealed record PassCost(double Seconds, IReadOnlyDictionary<WorkKind, double> FlopsByKind, IReadOnlyDictionary<WorkKind, double> SecondsByKind, double Peak, double ShareOfPeak)
{
    public double Flops => FlopsByKind.Values.Sum();

    public double Gflops => Flops / Seconds / 1e9;

    /// <summary>Reached in the layers of one kind, or null where there are none.</summary>
    public double? GflopsOf(WorkKind kind) => SecondsByKind.TryGetValue(kind, out var seconds) ? FlopsByKind[kind] / seconds / 1e9 : null;

    public double Share(WorkKind kind) => SecondsByKind.GetValueOrDefault(kind) / Seconds;

    /// <summary>Norms, activations, additions, joined and reordered maps, and the calls themselves.</summary>
    public double ShareOfTheRest => Math.Max(0, 1 - SecondsByKind.Values.Sum() / Seconds);
}

/// <summary>
/// Measures a network whole, and then its layers one after the other on inputs of the same shapes. The whole passes carry no hooks or
/// clocks, so nothing is distorted; in the replay each layer meets weights that are as cold as in a pass, because all others ran in between.
/// </summary>
public static class PassMeasurement
{
    private const int Replays = 3;
    private const double RoundSeconds = 0.5;   // short passes are repeated, so that they do not meet caches that the peak has emptied

    /// <param name="pass">One pass; what it returns is freed.</param>
    /// <param name="steps">Rounds of passes to take the median of, after one pass that is not counted.</param>
    /// <param name="meter">Asked between the rounds.</param>
    /// <param name="progress">After each pass and each replay: how many of all.</param>
    public static PassCost Run(Func<Tensor> pass, IReadOnlyList<LayerWork> layers, int steps, PeakMeter meter, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var off = inference_mode();
        var all = 1.0 + steps + Replays;
        Timed(pass);
        var rounds = new List<IReadOnlyList<double>>();
        List<double> peaks = [meter.Measure().Gflops];
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            rounds.Add(Round(pass));
            peaks.Add(meter.Measure().Gflops);
            progress?.Report((step + 2) / all);
        }

        var replays = new List<double[]>();
        for (var replay = 0; replay < Replays; replay++)
        {
            replays.Add(Replayed(layers, cancellation));
            progress?.Report((steps + 2 + replay) / all);
        }

        var kinds = layers.Index().GroupBy(layer => layer.Item.Kind)
            .ToDictionary(group => group.Key, group => group.Sum(layer => Median(replays.Select(replay => replay[layer.Index]))));
        var flops = layers.GroupBy(layer => layer.Kind).ToDictionary(group => group.Key, group => group.Sum(layer => layer.Flops));
        var shares = rounds.Select((round, i) => flops.Values.Sum() / Median(round) / 1e9 / ((peaks[i] + peaks[i + 1]) / 2));
        return new PassCost(Median(rounds.SelectMany(round => round)), flops, kinds, Median(peaks), Median(shares));
    }

    /// <summary>Seconds of one call, the device's queue included.</summary>
    public static double Timed(Func<Tensor> work)
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        var result = work();
        if (result.device_type == DeviceType.CUDA) cuda.synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static List<double> Round(Func<Tensor> pass)
    {
        var seconds = new List<double>();
        do seconds.Add(Timed(pass));
        while (seconds.Sum() < RoundSeconds);
        return seconds;
    }

    /// <summary>Seconds of each layer.</summary>
    private static double[] Replayed(IReadOnlyList<LayerWork> layers, CancellationToken cancellation) => [.. layers.Select(layer =>
    {
        cancellation.ThrowIfCancellationRequested();
        using var input = layer.Input();
        return Timed(() => layer.Run(input));
    })];
}
