using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Files : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Adapter",
                table: "TrainDrafts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ContentHash",
                table: "ConceptVersions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SourceHash",
                table: "ConceptVersions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_ContentHash",
                table: "ConceptVersions",
                column: "ContentHash");

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_SourceHash",
                table: "ConceptVersions",
                column: "SourceHash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ConceptVersions_ContentHash",
                table: "ConceptVersions");

            migrationBuilder.DropIndex(
                name: "IX_ConceptVersions_SourceHash",
                table: "ConceptVersions");

            migrationBuilder.DropColumn(
                name: "Adapter",
                table: "TrainDrafts");

            migrationBuilder.DropColumn(
                name: "ContentHash",
                table: "ConceptVersions");

            migrationBuilder.DropColumn(
                name: "SourceHash",
                table: "ConceptVersions");
        }
    }
}
