using System.CommandLine;

namespace ConceptHub.Cli.Pretrain;

/// <summary><c>concepthub pretrain</c>: trains the embedded base model on the drawn world, from nothing or from where it stands.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Model folder (diffusers layout).", DefaultValueFactory = _ => new DirectoryInfo("data/models/toyworld") };
        var state = new Option<DirectoryInfo>("--state") { Description = "Where checkpoints, loss.csv and sample grids go.", DefaultValueFactory = _ => new DirectoryInfo("data/state/pretrain") };
        var stage = new Option<string>("--stage") { Description = "autoencoder, denoiser or all.", DefaultValueFactory = _ => "all" };
        stage.AcceptOnlyFromAmong("autoencoder", "denoiser", "all");
        var minutes = new Option<double>("--minutes") { Description = "Wall time per stage; the learning rate cools down over the last 30 %.", DefaultValueFactory = _ => 60 };
        var resume = new Option<bool>("--resume") { Description = "Go on from the weights in the state folder, else in the model folder." };
        var seed = new Option<int>("--seed") { Description = "Seed of pictures and noise.", DefaultValueFactory = _ => 1 };

        var command = new Command("pretrain", "Train the embedded base model from scratch on the drawn world.") { folder, state, stage, minutes, resume, seed };
        command.SetAction((result, cancellation) =>
        {
            var run = new PretrainRun(result.GetValue(folder)!.FullName, result.GetValue(state)!.FullName, result.GetValue(seed));
            var budget = TimeSpan.FromMinutes(result.GetValue(minutes));
            var chosen = result.GetValue(stage)!;
            if (chosen is "autoencoder" or "all") run.Autoencoder(budget, result.GetValue(resume), cancellation);
            if (chosen is "denoiser" or "all") run.Denoiser(budget, result.GetValue(resume), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }
}
