using System.CommandLine;
using ConceptHub.Cli.Pretrain;
using ConceptHub.Diffusion.Devices;

NativeHeap.KeepLargeBlocks();
var root = new RootCommand("ConceptHub: train concepts for text-to-image models and combine them.")
{
    PretrainCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
