using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>The newest time step of which a member's app code was taken. A row of its own: Identity writes whole members, and would undo it.</summary>
internal sealed class CodeStep
{
    public required Guid MemberId { get; init; }
    public required long Step { get; init; }
}

internal sealed class CodeStepMap : IEntityTypeConfiguration<CodeStep>
{
    public void Configure(EntityTypeBuilder<CodeStep> step)
    {
        step.ToTable("CodeSteps");
        step.HasKey(s => s.MemberId);
        step.Property(s => s.MemberId).ValueGeneratedNever();
        step.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A code of an authenticator app is good once (RFC 6238, section 5.2): each time step is taken by one sign-in, and those before it by none any more.</summary>
public sealed class CodeSteps(IDbContextFactory<HubDbContext> hubs)
{
    /// <returns>Whether the step is the caller's; of several who ask at once one gets it.</returns>
    public async Task<bool> TakeAsync(Guid memberId, long step, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Database.ExecuteSqlAsync($"""
            INSERT INTO "CodeSteps" ("MemberId", "Step") VALUES ({memberId}, {step})
            ON CONFLICT ("MemberId") DO UPDATE SET "Step" = excluded."Step" WHERE excluded."Step" > "CodeSteps"."Step"
            """, cancellation) == 1;
    }
}
