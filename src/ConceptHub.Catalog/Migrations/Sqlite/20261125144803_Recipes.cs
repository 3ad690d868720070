using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Recipes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Recipes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Visibility = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Settings = table.Column<string>(type: "TEXT", nullable: false),
                    Entries = table.Column<string>(type: "TEXT", nullable: false),
                    StartBlob = table.Column<string>(type: "TEXT", nullable: true),
                    CoverId = table.Column<Guid>(type: "TEXT", nullable: true),
                    IsDeleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    HiddenReason = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Recipes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Recipes_Members_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Recipes_Pictures_CoverId",
                        column: x => x.CoverId,
                        principalTable: "Pictures",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_Recipes_Recipes_ParentId",
                        column: x => x.ParentId,
                        principalTable: "Recipes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RecipeConcepts",
                columns: table => new
                {
                    RecipeId = table.Column<Guid>(type: "TEXT", nullable: false),
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Strength = table.Column<float>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecipeConcepts", x => new { x.RecipeId, x.VersionId });
                    table.ForeignKey(
                        name: "FK_RecipeConcepts_ConceptVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "ConceptVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_RecipeConcepts_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_RecipeConcepts_Recipes_RecipeId",
                        column: x => x.RecipeId,
                        principalTable: "Recipes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RecipeConcepts_ConceptId",
                table: "RecipeConcepts",
                column: "ConceptId");

            migrationBuilder.CreateIndex(
                name: "IX_RecipeConcepts_VersionId",
                table: "RecipeConcepts",
                column: "VersionId");

            migrationBuilder.CreateIndex(
                name: "IX_Recipes_CoverId",
                table: "Recipes",
                column: "CoverId");

            migrationBuilder.CreateIndex(
                name: "IX_Recipes_OwnerId_CreatedAt",
                table: "Recipes",
                columns: new[] { "OwnerId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Recipes_ParentId",
                table: "Recipes",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_Recipes_StartBlob",
                table: "Recipes",
                column: "StartBlob");

            migrationBuilder.CreateIndex(
                name: "IX_Recipes_Visibility_CreatedAt",
                table: "Recipes",
                columns: new[] { "Visibility", "CreatedAt" });

            migrationBuilder.Sql(RecipeSearchIndex.Table);
            migrationBuilder.Sql(RecipeSearchIndex.Triggers);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER RecipeSearchRename; DROP TABLE RecipeSearch;");

            migrationBuilder.DropTable(
                name: "RecipeConcepts");

            migrationBuilder.DropTable(
                name: "Recipes");
        }
    }
}
