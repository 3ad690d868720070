using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BroughtLoras : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Lora",
                table: "TrainDrafts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "NicheJobId",
                table: "TrainDrafts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_TrainDrafts_NicheJobId",
                table: "TrainDrafts",
                column: "NicheJobId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_TrainDrafts_NicheJobId",
                table: "TrainDrafts");

            migrationBuilder.DropColumn(
                name: "Lora",
                table: "TrainDrafts");

            migrationBuilder.DropColumn(
                name: "NicheJobId",
                table: "TrainDrafts");
        }
    }
}
