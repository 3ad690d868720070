using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Grids : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Grid",
                table: "Pictures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "SheetId",
                table: "Pictures",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Pictures_SheetId",
                table: "Pictures",
                column: "SheetId");

            migrationBuilder.AddForeignKey(
                name: "FK_Pictures_Pictures_SheetId",
                table: "Pictures",
                column: "SheetId",
                principalTable: "Pictures",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Pictures_Pictures_SheetId",
                table: "Pictures");

            migrationBuilder.DropIndex(
                name: "IX_Pictures_SheetId",
                table: "Pictures");

            migrationBuilder.DropColumn(
                name: "Grid",
                table: "Pictures");

            migrationBuilder.DropColumn(
                name: "SheetId",
                table: "Pictures");
        }
    }
}
