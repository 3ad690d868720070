using System.Reflection;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Checkpoints;

namespace ConceptHub.Engine;

/// <summary>A recipe for tools that know nothing of blocks: as a LoRA of one of the three spellings, or as a whole model.</summary>
public sealed record ExportedRecipe
{
    public required ExportFormat Format { get; init; }
    public required BlockPlan Plan { get; init; }
    public required Codebook Codebook { get; init; }

    /// <summary>Of the base model; a whole model is made of its files. Null where there are none.</summary>
    public required ModelSource? Source { get; init; }
    public required IReadOnlyList<ExportedConcept> Concepts { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Of a kohya file, without ending.</summary>
    public required string FileName { get; init; }

    /// <summary>Of a LoRA's numbers; default F32, which rounds nothing. A whole model keeps the base's.</summary>
    public SafetensorsType Storage { get; init; } = SafetensorsType.F32;
    public required DateTimeOffset Date { get; init; }

    /// <summary>Where the weights of a LoRA lie among the files; null for a whole model.</summary>
    public string? LoraPath => Format is ExportFormat.Model ? null : LoraExportFiles.WeightsPath(Spelling, FileName);

    private LoraFormat Spelling => Format switch
    {
        ExportFormat.Diffusers => LoraFormat.Diffusers,
        ExportFormat.Peft => LoraFormat.Peft,
        _ => LoraFormat.Kohya,
    };

    /// <summary>The merge that the files hold.</summary>
    public IReadOnlyList<RecipePart> Parts => [.. Concepts.Select(concept => new RecipePart(concept.Id, concept.Adapter, concept.Strength))];

    /// <exception cref="ArgumentException">The recipe cannot be written so; says why.</exception>
    public IReadOnlyList<ExportFile> Files(CancellationToken cancellation)
    {
        if (Format is not ExportFormat.Model)
        {
            var options = new LoraExportOptions { Format = Spelling, Storage = Storage, Title = Title, Architecture = Source?.Architecture, Date = Date };
            return LoraExportFiles.Of(Plan, Concepts, options, FileName);
        }

        if (Source is null) throw new ArgumentException("The files of the base model are not on this machine, so no whole model can be made here.");
        return MergedModelExport.Files(Source.Folder, Plan, Parts, new HashSet<string> { ModelManifest.FileName }, cancellation);
    }

    /// <summary>The receipt, without files and terms.</summary>
    public ExportReceipt Receipt() => new()
    {
        Title = Title,
        Format = Format.ToString().ToLowerInvariant(),
        Exporter = $"ConceptHub {typeof(ExportedRecipe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}",
        Date = Date,
        BaseModel = Plan.BaseModelHash,
        BlockPlan = Plan.Hash,
        Concepts = [.. Concepts.Select(ReceiptConcept.Of)],
    };
}
