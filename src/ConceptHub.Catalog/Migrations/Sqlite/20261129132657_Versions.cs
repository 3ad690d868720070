using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Versions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsUnpublished",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "ScheduledFor",
                table: "Concepts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChangeNote",
                table: "ConceptVersions",
                type: "TEXT",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_TrainDrafts_ConceptId",
                table: "TrainDrafts",
                column: "ConceptId",
                unique: true,
                filter: "\"State\" <> 'Published'");

            migrationBuilder.CreateIndex(
                name: "IX_Concepts_ScheduledFor",
                table: "Concepts",
                column: "ScheduledFor");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_TrainDrafts_ConceptId",
                table: "TrainDrafts");

            migrationBuilder.DropIndex(
                name: "IX_Concepts_ScheduledFor",
                table: "Concepts");

            migrationBuilder.DropColumn(
                name: "IsUnpublished",
                table: "Concepts");

            migrationBuilder.DropColumn(
                name: "ScheduledFor",
                table: "Concepts");

            migrationBuilder.DropColumn(
                name: "ChangeNote",
                table: "ConceptVersions");
        }
    }
}
