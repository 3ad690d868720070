using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConceptHub.Catalog.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Marketplace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Adapter",
                table: "TrainDrafts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "CommentId",
                table: "Notices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Count",
                table: "Notices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "SearchId",
                table: "Notices",
                type: "TEXT",
                nullable: true);

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

            migrationBuilder.CreateTable(
                name: "Collections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Visibility = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    HiddenReason = table.Column<string>(type: "TEXT", nullable: true),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Collections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Collections_Members_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Comments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ThreadId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AnswersId = table.Column<Guid>(type: "TEXT", nullable: true),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AuthorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    HiddenReason = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Comments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Comments_Comments_AnswersId",
                        column: x => x.AnswersId,
                        principalTable: "Comments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Comments_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Comments_Members_AuthorId",
                        column: x => x.AuthorId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SavedSearches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Query = table.Column<string>(type: "TEXT", nullable: false),
                    Tells = table.Column<bool>(type: "INTEGER", nullable: false),
                    SeenRow = table.Column<long>(type: "INTEGER", nullable: false),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedSearches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SavedSearches_Members_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Members",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CollectionConcepts",
                columns: table => new
                {
                    CollectionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConceptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CollectionConcepts", x => new { x.CollectionId, x.ConceptId });
                    table.ForeignKey(
                        name: "FK_CollectionConcepts_Collections_CollectionId",
                        column: x => x.CollectionId,
                        principalTable: "Collections",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_CollectionConcepts_Concepts_ConceptId",
                        column: x => x.ConceptId,
                        principalTable: "Concepts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TrainDrafts_ConceptId",
                table: "TrainDrafts",
                column: "ConceptId",
                unique: true,
                filter: "\"State\" <> 'Published'");

            migrationBuilder.CreateIndex(
                name: "IX_Notices_CommentId",
                table: "Notices",
                column: "CommentId");

            migrationBuilder.CreateIndex(
                name: "IX_Notices_SearchId",
                table: "Notices",
                column: "SearchId");

            migrationBuilder.CreateIndex(
                name: "IX_Concepts_ScheduledFor",
                table: "Concepts",
                column: "ScheduledFor");

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_ContentHash",
                table: "ConceptVersions",
                column: "ContentHash");

            migrationBuilder.CreateIndex(
                name: "IX_ConceptVersions_SourceHash",
                table: "ConceptVersions",
                column: "SourceHash");

            migrationBuilder.CreateIndex(
                name: "IX_CollectionConcepts_ConceptId",
                table: "CollectionConcepts",
                column: "ConceptId");

            migrationBuilder.CreateIndex(
                name: "IX_Collections_OwnerId_Name",
                table: "Collections",
                columns: new[] { "OwnerId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Comments_AnswersId",
                table: "Comments",
                column: "AnswersId");

            migrationBuilder.CreateIndex(
                name: "IX_Comments_AuthorId_CreatedAt",
                table: "Comments",
                columns: new[] { "AuthorId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_ConceptId_CreatedAt",
                table: "Comments",
                columns: new[] { "ConceptId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Comments_ThreadId",
                table: "Comments",
                column: "ThreadId");

            migrationBuilder.CreateIndex(
                name: "IX_SavedSearches_OwnerId_Name",
                table: "SavedSearches",
                columns: new[] { "OwnerId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedSearches_Tells_SeenRow",
                table: "SavedSearches",
                columns: new[] { "Tells", "SeenRow" });

            migrationBuilder.AddForeignKey(
                name: "FK_Notices_SavedSearches_SearchId",
                table: "Notices",
                column: "SearchId",
                principalTable: "SavedSearches",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Notices_SavedSearches_SearchId",
                table: "Notices");

            migrationBuilder.DropTable(
                name: "CollectionConcepts");

            migrationBuilder.DropTable(
                name: "Comments");

            migrationBuilder.DropTable(
                name: "SavedSearches");

            migrationBuilder.DropTable(
                name: "Collections");

            migrationBuilder.DropIndex(
                name: "IX_TrainDrafts_ConceptId",
                table: "TrainDrafts");

            migrationBuilder.DropIndex(
                name: "IX_Notices_CommentId",
                table: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_Notices_SearchId",
                table: "Notices");

            migrationBuilder.DropIndex(
                name: "IX_Concepts_ScheduledFor",
                table: "Concepts");

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
                name: "CommentId",
                table: "Notices");

            migrationBuilder.DropColumn(
                name: "Count",
                table: "Notices");

            migrationBuilder.DropColumn(
                name: "SearchId",
                table: "Notices");

            // Said in SQL: the provider would build the tables anew, and lose their triggers.
            migrationBuilder.Sql("""ALTER TABLE "Concepts" DROP COLUMN "IsUnpublished";""");

            migrationBuilder.Sql("""ALTER TABLE "Concepts" DROP COLUMN "ScheduledFor";""");

            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "ChangeNote";""");

            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "ContentHash";""");

            migrationBuilder.Sql("""ALTER TABLE "ConceptVersions" DROP COLUMN "SourceHash";""");
        }
    }
}
