using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Projects one LoRA into its niche: in closed form, so there is nothing to go on from after an interruption.</summary>
internal sealed class NicheRun(DeviceThread device, IBlobStore blobs)
{
    private static readonly string[] Phases = [JobPhase.Drawing, JobPhase.Projecting, JobPhase.Measuring];
    private readonly LoraReader _loras = new(blobs);

    public async Task<JobEvent> RunAsync(NicheRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        tell(new JobEvent.Progress(request.Ticket, 0, Phases.Length, JobPhase.Preparing, null));
        var lora = await _loras.ReadAsync(request.Lora, (await device.Device).Model.Fit, cancellation);
        var projected = await device.RunAsync(it => it.Project(request, lora, OnPhase, cancellation));
        OnPhase(JobPhase.Saving);
        tell(new JobEvent.Sample(request.Ticket, NicheSamples.AsItCame, PictureFile.Png(projected.Before)));
        tell(new JobEvent.Sample(request.Ticket, NicheSamples.Projected, PictureFile.Png(projected.After)));
        using var file = new MemoryStream();
        LoraFile.Write(file, projected.Lora);
        file.Position = 0;
        return new JobEvent.NicheMade(request.Ticket, await blobs.PutAsync(file, cancellation), projected.Judgement, projected.Projected, projected.Lora.Modules.Count);

        void OnPhase(string phase) =>
            tell(new JobEvent.Progress(request.Ticket, phase == JobPhase.Saving ? Phases.Length : Array.IndexOf(Phases, phase), Phases.Length, phase, null));
    }
}

/// <summary>Which sample of a projection shows what.</summary>
public static class NicheSamples
{
    public const int AsItCame = 1;
    public const int Projected = 2;
}
