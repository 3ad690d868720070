using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Blocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SourceValueHash",
                table: "ConceptVersions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ValueHash",
                table: "ConceptVersions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ContentBlocks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Ground = table.Column<string>(type: "TEXT", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    ModeratorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    LiftedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftedReason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContentBlocks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FirstReviews",
                columns: table => new
                {
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MemberId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FirstReviews", x => x.ConceptId);
                    table.ForeignKey(
                        name: "FK_FirstReviews_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_FirstReviews_Members_MemberId",
                        column: x => x.MemberId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PicturePrints",
                columns: table => new
                {
                    Blob = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Print = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PicturePrints", x => x.Blob);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_SourceValueHash",
                table: "ConceptVersions",
                column: "SourceValueHash");

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_ValueHash",
                table: "ConceptVersions",
                column: "ValueHash");

            migrationBuilder.CreateIndex(
                name: "IX_ContentBlocks_At",
                table: "ContentBlocks",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ContentBlocks_Kind_Hash",
                table: "ContentBlocks",
                columns: new[] { "Kind", "Hash" },
                unique: true,
                filter: "\"LiftedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_FirstReviews_MemberId_State",
                table: "FirstReviews",
                columns: new[] { "MemberId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_FirstReviews_State_AskedAt",
                table: "FirstReviews",
                columns: new[] { "State", "AskedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ContentBlocks");

            migrationBuilder.DropTable(
                name: "FirstReviews");

            migrationBuilder.DropTable(
                name: "PicturePrints");

            migrationBuilder.DropIndex(
                name: "IX_ConceptVersions_SourceValueHash",
                table: "ConceptVersions");

            migrationBuilder.DropIndex(
                name: "IX_ConceptVersions_ValueHash",
                table: "ConceptVersions");

            // Columns are dropped in SQL: the provider would build their table anew, and lose its triggers.
            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "SourceValueHash";""");

            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "ValueHash";""");
        }
    }
}
