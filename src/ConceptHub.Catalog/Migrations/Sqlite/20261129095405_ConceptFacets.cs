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

            migrationBuilder.AddColumn<long>(
                name: "Row",
                table: "Concepts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

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

            migrationBuilder.Sql(ConceptIndexing.Tables);
            migrationBuilder.Sql(ConceptIndexing.Fill);
            migrationBuilder.Sql(ConceptIndexing.Triggers);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(ConceptIndexing.Drop);
            migrationBuilder.DropIndex(name: "IX_Concepts_Change", table: "Concepts");
            migrationBuilder.DropIndex(name: "IX_Concepts_Row", table: "Concepts");
            foreach (var column in new[] { "Change", "PicturesMade", "RecipesMade", "Row", "Tags", "Trend" })
                migrationBuilder.Sql($"ALTER TABLE Concepts DROP COLUMN {column};");
            migrationBuilder.Sql(SearchAndAudit.SearchTable);
            migrationBuilder.Sql(ConceptIndexing.FillOld);
            migrationBuilder.Sql(SearchAndAudit.SearchTriggers);
        }
    }
}
