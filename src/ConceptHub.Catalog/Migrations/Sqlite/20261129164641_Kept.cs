using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Kept : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ConceptLooks",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Vector = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConceptLooks", x => x.VersionId);
                    table.ForeignKey(
                        name: "FK_ConceptLooks_ConceptVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "ConceptVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "KeptReports",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kept = table.Column<double>(type: "REAL", nullable: true),
                    Companions = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeptReports", x => x.VersionId);
                    table.ForeignKey(
                        name: "FK_KeptReports_ConceptVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "ConceptVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "KeptPictures",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Prompt = table.Column<string>(type: "TEXT", nullable: false),
                    Seed = table.Column<long>(type: "INTEGER", nullable: false),
                    AloneBlob = table.Column<string>(type: "TEXT", nullable: false),
                    MergedBlob = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeptPictures", x => new { x.VersionId, x.Place });
                    table.ForeignKey(
                        name: "FK_KeptPictures_KeptReports_VersionId",
                        column: x => x.VersionId,
                        principalTable: "KeptReports",
                        principalColumn: "VersionId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_KeptPictures_AloneBlob",
                table: "KeptPictures",
                column: "AloneBlob");

            migrationBuilder.CreateIndex(
                name: "IX_KeptPictures_MergedBlob",
                table: "KeptPictures",
                column: "MergedBlob");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ConceptLooks");

            migrationBuilder.DropTable(
                name: "KeptPictures");

            migrationBuilder.DropTable(
                name: "KeptReports");
        }
    }
}
