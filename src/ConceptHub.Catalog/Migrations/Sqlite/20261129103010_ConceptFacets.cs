using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ConceptFacets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(ConceptIndexing.DropOld);

            migrationBuilder.AddColumn<long>(
                name: "Change",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "PicturesMade",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "RecipesMade",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ReviewCount",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "Row",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "StarSum",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Tags",
                table: "Concepts",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<double>(
                name: "Trend",
                table: "Concepts",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.CreateTable(
                name: "Reviews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AuthorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Stars = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    HiddenReason = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Reviews_ConceptVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "ConceptVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Reviews_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Reviews_Members_AuthorId",
                        column: x => x.AuthorId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql(ConceptIndexing.FillColumns);

            migrationBuilder.CreateIndex(
                name: "IX_Concepts_Change",
                table: "Concepts",
                column: "Change");

            migrationBuilder.CreateIndex(
                name: "IX_Concepts_Row",
                table: "Concepts",
                column: "Row",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_AuthorId",
                table: "Reviews",
                column: "AuthorId");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_ConceptId_CreatedAt",
                table: "Reviews",
                columns: new[] { "ConceptId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_VersionId_AuthorId",
                table: "Reviews",
                columns: new[] { "VersionId", "AuthorId" },
                unique: true);

            migrationBuilder.Sql(ConceptIndexing.Tables);
            migrationBuilder.Sql(ConceptIndexing.Fill);
            migrationBuilder.Sql(ConceptIndexing.Triggers);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(ConceptIndexing.Drop);
            migrationBuilder.DropTable(name: "Reviews");
            migrationBuilder.DropIndex(name: "IX_Concepts_Change", table: "Concepts");
            migrationBuilder.DropIndex(name: "IX_Concepts_Row", table: "Concepts");
            foreach (var column in new[] { "Change", "PicturesMade", "RecipesMade", "ReviewCount", "Row", "StarSum", "Tags", "Trend" })
                migrationBuilder.Sql($"ALTER TABLE Concepts DROP COLUMN {column};");
            migrationBuilder.Sql(SearchAndAudit.SearchTable);
            migrationBuilder.Sql(ConceptIndexing.FillOld);
            migrationBuilder.Sql(SearchAndAudit.SearchTriggers);
        }
    }
}
