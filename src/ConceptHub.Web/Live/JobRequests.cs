using System.Diagnostics;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>The catalog's order in the engine's words.</summary>
internal static class JobRequests
{
    public static JobRequest From(LeasedJob job) => job.Order switch
    {
        TrainingOrder order => From(Ticket(job.Lease), order),
        NicheOrder order => From(Ticket(job.Lease), order),
        SettleOrder order => From(Ticket(job.Lease), order),
        MeasureOrder order => From(Ticket(job.Lease), order),
        GenerationOrder { Grid: { } grid } order => From(Ticket(job.Lease), order, grid),
        GenerationOrder order => From(Ticket(job.Lease), order),
        _ => throw new UnreachableException(),
    };

    public static JobTicket Ticket(JobLease lease) => new(lease.JobId, lease.Attempt);

    private static TrainRequest From(JobTicket ticket, TrainingOrder order) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Pictures = [.. order.Pictures.Select(picture => new TrainPicture(picture.Blob, picture.Caption))],
        Lora = order.Lora is { } lora ? From(lora) : null,
        Strangers = order.Strangers,
        TriggerWord = order.TriggerWord,
        ClassWord = order.ClassWord,
        Kind = order.Kind,
        ConceptNumber = order.ConceptNumber,
        Steps = order.Choices.Steps,
        Seed = order.Choices.Seed,
        SampleEvery = order.Choices.SampleEvery,
    };

    private static NicheRequest From(JobTicket ticket, NicheOrder order) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Lora = From(order.Lora),
        TriggerWord = order.TriggerWord,
        ClassWord = order.ClassWord,
        Kind = order.Kind,
    };

    private static SettleRequest From(JobTicket ticket, SettleOrder order) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Recipe = [.. order.Parts.Select(From)],
    };

    // As pictures are usually drawn.
    private static MeasureRequest From(JobTicket ticket, MeasureOrder order) => From(ticket, order, new PictureSettings { Prompt = "" });

    private static MeasureRequest From(JobTicket ticket, MeasureOrder order, PictureSettings usual) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Concept = From(order.Part),
        Companions = [.. order.Companions.Select(From)],
        Own = [.. order.Own.Select(picture => new TrainPicture(picture.Blob, picture.Caption))],
        Prompts = [.. order.Prompts.Select(prompt => new MeasurePrompt(prompt.Text, prompt.Plain, prompt.Seed))],
        Steps = usual.Steps,
        Scheduler = usual.Scheduler,
    };

    private static RecipeAdapter From(ResolvedEntry part) => new(part.ConceptId, part.Name, part.AdapterBlob, part.Strength) { Region = Box(part.Region) };

    private static RequestedLora From(LoraLesson lora) => new(lora.Blob, lora.EmbeddingBlob, lora.Words);

    private static GridRequest From(JobTicket ticket, GenerationOrder order, OrderedGrid grid) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Columns = grid.Labels.Columns,
        Rows = grid.Labels.Rows,
        Cells = [.. grid.Cells.Select(cell => From(ticket, order with { Settings = cell.Settings, Parts = [.. PartsOf(cell, order.Parts)], Count = 1 }))],
    };

    private static IEnumerable<ResolvedEntry> PartsOf(GridCell cell, IReadOnlyList<ResolvedEntry> parts) =>
        from entry in cell.Recipe where entry.Enabled join part in parts on entry.ConceptId equals part.ConceptId select part with { Strength = entry.Strength, Region = entry.Region };

    public static GenerateRequest From(JobTicket ticket, GenerationOrder order) => new()
    {
        Ticket = ticket,
        BaseModelHash = order.Model.Hash,
        Prompt = order.Settings.Prompt,
        NegativePrompt = order.Settings.NegativePrompt,
        WidthPixels = order.Settings.Width,
        HeightPixels = order.Settings.Height,
        Steps = order.Settings.Steps,
        GuidanceScale = order.Settings.GuidanceScale,
        Seed = order.Settings.Seed,
        Variation = order.Settings.Variation is { } variation ? new SeedVariation(variation.Seed, variation.Strength) : null,
        Scheduler = order.Settings.Scheduler,
        Count = order.Count,
        ClipSkip = order.Settings.ClipSkip,
        StartBlob = order.Settings.Start?.Blob,
        Strength = order.Settings.Start?.Strength ?? 1,
        Recipe = [.. order.Parts.Select(From)],
    };

    /// <summary>Percents as shares.</summary>
    public static PictureBox? Box(RecipeRegion? region) => region is { } it ? new PictureBox(it.Left / 100f, it.Top / 100f, it.Width / 100f, it.Height / 100f) : null;
}
