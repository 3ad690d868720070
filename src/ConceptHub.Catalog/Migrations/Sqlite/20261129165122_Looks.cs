using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Looks : Migration
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

            migrationBuilder.Sql(LookIndexing.Replace);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LookIndexing.Drop);

            // Said in SQL: the provider would build the table anew, and lose its triggers.
            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "Looks";""");

            migrationBuilder.Sql("DELETE FROM ConceptSearch;");
            migrationBuilder.Sql(ConceptIndexing.Fill);
            migrationBuilder.Sql(ConceptIndexing.Triggers);
        }
    }
}
