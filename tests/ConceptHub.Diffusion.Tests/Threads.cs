using System.Runtime.CompilerServices;
using TorchSharp;

namespace ConceptHub.Diffusion.Tests;

/// <summary>Tests run side by side; OpenMP teams that share the cores wait for each other instead of computing.</summary>
internal static class Threads
{
    [ModuleInitializer]
    internal static void OnePerTest() => torch.set_num_threads(1);
}
