using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>How large a blob is, noted the first time that somebody's files are counted, so that counting asks the disk once for each.</summary>
internal sealed class StoredFile
{
    public required string Blob { get; init; }
    public required long Bytes { get; init; }
}

internal sealed class StoredFileMap : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("StoredFiles");
        file.HasKey(f => f.Blob);
        file.Property(f => f.Blob).HasMaxLength(64);
    }
}
