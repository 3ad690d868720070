using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Looks",
                table: "ConceptVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.CreateTable(
                name: "Collaborators",
                columns: table => new
                {
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MemberId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NamedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AcceptedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Collaborators", x => new { x.ConceptId, x.MemberId });
                    table.ForeignKey(
                        name: "FK_Collaborators_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Collaborators_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ConceptEmbeddings",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Vector = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConceptEmbeddings", x => x.VersionId);
                    table.ForeignKey(
                        name: "FK_ConceptEmbeddings_ConceptVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "ConceptVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Depictions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Person = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    MemberId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Depictions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Depictions_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Depictions_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
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
                name: "IX_Collaborators_MemberId",
                table: "Collaborators",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_Depictions_ConceptId",
                table: "Depictions",
                column: "ConceptId");

            migrationBuilder.CreateIndex(
                name: "IX_Depictions_MemberId",
                table: "Depictions",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_KeptPictures_AloneBlob",
                table: "KeptPictures",
                column: "AloneBlob");

            migrationBuilder.CreateIndex(
                name: "IX_KeptPictures_MergedBlob",
                table: "KeptPictures",
                column: "MergedBlob");

            migrationBuilder.Sql(LookIndexing.Replace);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Collaborators");

            migrationBuilder.DropTable(
                name: "ConceptEmbeddings");

            migrationBuilder.DropTable(
                name: "Depictions");

            migrationBuilder.DropTable(
                name: "KeptPictures");

            migrationBuilder.DropTable(
                name: "KeptReports");

            migrationBuilder.Sql(LookIndexing.Drop);

            // Said in SQL: the provider would build the table anew, and lose its triggers.
            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "Looks";""");

            migrationBuilder.Sql("DELETE FROM ConceptSearch;");
            migrationBuilder.Sql(ConceptIndexing.Fill);
            migrationBuilder.Sql(ConceptIndexing.Triggers);
        }
    }
}
