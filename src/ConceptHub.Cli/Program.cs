using System.CommandLine;
using System.CommandLine.Invocation;
using ConceptHub.Cli.Administration;
using ConceptHub.Cli.Bench;
using ConceptHub.Cli.Evaluate;
using ConceptHub.Cli.Export;
using ConceptHub.Cli.Generate;
using ConceptHub.Cli.Import;
using ConceptHub.Cli.Judge;
using ConceptHub.Cli.Merge;
using ConceptHub.Cli.Models;
using ConceptHub.Cli.Pretrain;
using ConceptHub.Cli.Seeds;
using ConceptHub.Cli.Shell;
using ConceptHub.Cli.Train;
using ConceptHub.Cli.Verify;
using ConceptHub.Diffusion.Devices;

NativeHeap.KeepLargeBlocks();
var root = new RootCommand("ConceptHub: train concepts for text-to-image models and combine them.\n\nExit status: 0 done, 1 the work failed or was refused, 2 wrong usage or it could not run.")
{
    GenerateCommand.Create(),
    TrainCommand.Create(),
    MergeCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    ModelsCommand.Create(),
    MigrateCommand.Create(),
    CheckCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    UsersCommand.Create(),
    AuditCommand.Create(),
    PretrainCommand.Create(),
    JudgeCommand.Create(),
    EvaluateCommand.Create(),
    VerifyCommand.Create(),
    BenchCommand.Create(),
    SeedCommand.Create(),
    ExamplesCommand.Create(),
    ShowcaseCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction mistake) mistake.ShowHelp = args.Length == 0;

var status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
return parsed.Errors.Count > 0 && status != 0 ? Work.CannotRun : status;
