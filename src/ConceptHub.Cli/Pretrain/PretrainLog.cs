using System.Globalization;
using ConceptHub.Diffusion.Pretraining;

namespace ConceptHub.Cli.Pretrain;

/// <summary>Shows a pretraining on the console (one line, rewritten) and appends it to a CSV file.</summary>
internal sealed class PretrainLog : IProgress<PretrainingStep>, IDisposable
{
    private readonly StreamWriter _csv;

    public PretrainLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var isNew = !File.Exists(path);
        _csv = new StreamWriter(path, append: true) { AutoFlush = true };
        if (isNew) _csv.WriteLine("stage,step,samples,loss,samples_per_second");
    }

    public void Report(PretrainingStep value)
    {
        _csv.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{value.Stage},{value.Step},{value.Samples},{value.Loss:0.00000},{value.SamplesPerSecond:0.0}"));
        var bar = new string('█', (int)(value.Fraction * 24)).PadRight(24, '░');
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{value.Stage} {bar} {value.Fraction,4:0%}  step {value.Step}  loss {value.Loss:0.0000}  {value.SamplesPerSecond:0.0}/s  {value.Left:hh\\:mm\\:ss} left");
        Console.Error.Write(Console.IsErrorRedirected ? line + "\n" : $"\r{line}   ");
    }

    public void Note(string text) => Console.Error.WriteLine($"\n{text}");

    public void Dispose() => _csv.Dispose();
}
