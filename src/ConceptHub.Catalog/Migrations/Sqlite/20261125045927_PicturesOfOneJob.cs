using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PicturesOfOneJob : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Pictures_JobId",
                table: "Pictures");

            migrationBuilder.CreateTable(
                name: "StartUploads",
                columns: table => new
                {
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Blob = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StartUploads", x => new { x.OwnerId, x.Blob });
                    table.ForeignKey(
                        name: "FK_StartUploads_Members_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Pictures_JobId",
                table: "Pictures",
                column: "JobId");

            migrationBuilder.CreateIndex(
                name: "IX_StartUploads_Blob",
                table: "StartUploads",
                column: "Blob");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "StartUploads");

            migrationBuilder.DropIndex(
                name: "IX_Pictures_JobId",
                table: "Pictures");

            migrationBuilder.CreateIndex(
                name: "IX_Pictures_JobId",
                table: "Pictures",
                column: "JobId",
                unique: true);
        }
    }
}
