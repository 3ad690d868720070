using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Web.Live;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Limits;

/// <summary>One limit in force.</summary>
/// <param name="What">What is limited.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Setting">Where an operator sets it; null when it is built in.</param>
internal sealed record LimitRow(string What, string Value, string? Setting);

internal sealed record LimitGroup(string Name, IReadOnlyList<LimitRow> Rows);

/// <summary>All limits and quotas, and how long things are kept, as they are in force.</summary>
internal sealed class HubLimits(JobLimits jobs, EngineOptions engine, TrainingOptions training, RoomOptions rooms, ConnectionOptions connections, FirstReviewOptions reviews, RetentionOptions retention, MemoryBudget memory, IConfiguration settings)
{
    public IReadOnlyList<LimitGroup> Groups() =>
    [
        new(LimitsTexts.Doors, Doors()), new(LimitsTexts.Jobs, Jobs()), new(LimitsTexts.Pictures, Pictures(engine.Limits)), new(LimitsTexts.Memory, Memory()), new(LimitsTexts.Rooms, Rooms()),
        new(LimitsTexts.Files, Files()), new(LimitsTexts.Members, Members()), new(LimitsTexts.Reviews, Reviews()), new(LimitsTexts.Retention, Retention()),
    ];

    private IReadOnlyList<LimitRow> Doors() =>
    [
        Set(LimitsTexts.SignIns, Number(RateLimits.PerMinute(settings, RateLimits.SignIn)), LimitsTexts.AMinute, $"Hub:Limits:{RateLimits.SignIn}"),
        Set(LimitsTexts.Writes, Number(RateLimits.PerMinute(settings, RateLimits.Write)), LimitsTexts.AMinute, $"Hub:Limits:{RateLimits.Write}"),
        Set(LimitsTexts.OfMember, Number(connections.OfMember), LimitsTexts.AtOnce, Name(nameof(ConnectionOptions.OfMember))),
        Set(LimitsTexts.OfAddress, Number(connections.OfAddress), LimitsTexts.AtOnce, Name(nameof(ConnectionOptions.OfAddress))),
        Set(LimitsTexts.OfAll, Number(connections.All), LimitsTexts.AtOnce, Name(nameof(ConnectionOptions.All))),
    ];

    private IReadOnlyList<LimitRow> Jobs() =>
    [
        Set(LimitsTexts.Generations, Number(jobs.GenerationsPerMember), LimitsTexts.Unfinished, $"Hub:Jobs:{nameof(JobLimits.GenerationsPerMember)}"),
        Set(LimitsTexts.Trainings, Number(jobs.TrainingsPerMember), LimitsTexts.Unfinished, $"Hub:Jobs:{nameof(JobLimits.TrainingsPerMember)}"),
        Set(LimitsTexts.Attempts, Number(jobs.Attempts), LimitsTexts.Times, $"Hub:Jobs:{nameof(JobLimits.Attempts)}"),
        Set(LimitsTexts.Lease, Time(jobs.Lease), "", $"Hub:Jobs:{nameof(JobLimits.Lease)}"),
        Set(LimitsTexts.ReservationLease, Time(jobs.ReservationLease), "", $"Hub:Jobs:{nameof(JobLimits.ReservationLease)}"),
        Set(LimitsTexts.DrawingsAtOnce, Number(engine.DrawingsAtOnce), LimitsTexts.AtOnce, $"Engine:{nameof(EngineOptions.DrawingsAtOnce)}"),
        Set(LimitsTexts.DefaultSteps, Number(training.DefaultSteps), LimitsTexts.Steps, $"Training:{nameof(TrainingOptions.DefaultSteps)}"),
        Set(LimitsTexts.SampleEvery, Number(training.SampleEvery), LimitsTexts.Steps, $"Training:{nameof(TrainingOptions.SampleEvery)}"),
    ];

    private static IReadOnlyList<LimitRow> Pictures(GenerationLimits limits) =>
    [
        Set(LimitsTexts.LongestEdge, Number(limits.LongestEdge), LimitsTexts.Pixels, $"Engine:Limits:{nameof(GenerationLimits.LongestEdge)}"),
        Set(LimitsTexts.MaximumCount, Number(limits.MaximumCount), LimitsTexts.PicturesUnit, $"Engine:Limits:{nameof(GenerationLimits.MaximumCount)}"),
        Set(LimitsTexts.MaximumSteps, Number(limits.MaximumSteps), LimitsTexts.Steps, $"Engine:Limits:{nameof(GenerationLimits.MaximumSteps)}"),
        Set(LimitsTexts.MaximumGuidance, limits.MaximumGuidance.ToString("0.##", CultureInfo.InvariantCulture), "", $"Engine:Limits:{nameof(GenerationLimits.MaximumGuidance)}"),
        Set(LimitsTexts.LatentPixels, Number(limits.LatentPixelsTogether), LimitsTexts.Pixels, $"Engine:Limits:{nameof(GenerationLimits.LatentPixelsTogether)}"),
        Fixed(LimitsTexts.Grid, Number(GridPlan.MostCells), LimitsTexts.PicturesUnit),
        Fixed(LimitsTexts.Recipe, Number(Composer.LongestRecipe), LimitsTexts.ConceptsUnit),
    ];

    private IReadOnlyList<LimitRow> Memory() => [Set(LimitsTexts.Caches, Sizes.Of(memory.Bytes), "", $"Engine:{nameof(EngineOptions.CacheMebibytes)}")];

    private IReadOnlyList<LimitRow> Rooms() =>
    [
        Set(LimitsTexts.MostRooms, Number(rooms.MostRooms), LimitsTexts.AtOnce, $"Rooms:{nameof(RoomOptions.MostRooms)}"),
        Set(LimitsTexts.MostRoomsOfOne, Number(rooms.MostRoomsOfOne), LimitsTexts.AtOnce, $"Rooms:{nameof(RoomOptions.MostRoomsOfOne)}"),
        Set(LimitsTexts.MostMembers, Number(rooms.MostMembers), LimitsTexts.AtOnce, $"Rooms:{nameof(RoomOptions.MostMembers)}"),
        Set(LimitsTexts.MostTabs, Number(rooms.MostTabs), LimitsTexts.AtOnce, $"Rooms:{nameof(RoomOptions.MostTabs)}"),
        Set(LimitsTexts.ChangeInterval, Time(rooms.ChangeInterval), "", $"Rooms:{nameof(RoomOptions.ChangeInterval)}"),
        Set(LimitsTexts.EmptyFor, Time(rooms.EmptyFor), "", $"Rooms:{nameof(RoomOptions.EmptyFor)}"),
    ];

    private static IReadOnlyList<LimitRow> Files() =>
    [
        Fixed(LimitsTexts.PictureFile, Sizes.Of(PictureUploads.MaximumBytes), ""),
        Fixed(LimitsTexts.PictureSides, $"{PictureUploads.MinimumSidePixels} – {PictureUploads.MaximumSidePixels}", LimitsTexts.Pixels),
        Fixed(LimitsTexts.TrainingPictures, $"{TrainDrafts.FewestPictures} – {TrainDrafts.MostPictures}", LimitsTexts.PicturesUnit),
        Fixed(LimitsTexts.Showcase, Number(Publishing.MostShowcasePictures), LimitsTexts.PicturesUnit),
        Fixed(LimitsTexts.AdapterFile, Sizes.Of(LoraUploads.MaximumBytes), ""),
        Fixed(LimitsTexts.EmbeddingFile, Sizes.Of(LoraUploads.MaximumEmbeddingBytes), ""),
        Fixed(LimitsTexts.ReadyAdapters, Number(AdapterDrafts.MostWaiting), LimitsTexts.AtOnce),
        Fixed(LimitsTexts.Archive, Number(Media.PictureEndpoints.MostInArchive), LimitsTexts.PicturesUnit),
    ];

    private static IReadOnlyList<LimitRow> Members() =>
    [
        Fixed(LimitsTexts.SavedRecipes, Number(RecipeSaving.MostPerMember), ""),
        Fixed(LimitsTexts.Collections, $"{Number(CollectionEditing.Most)} × {Number(CollectionEditing.MostConcepts)}", LimitsTexts.ConceptsUnit),
        Fixed(LimitsTexts.Boards, Number(Boards.Most), ""),
        Fixed(LimitsTexts.Searches, Number(SavedSearches.Most), ""),
        Fixed(LimitsTexts.Presets, Number(Presets.Most), ""),
        Fixed(LimitsTexts.Collaborators, Number(Collaborators.Most), LimitsTexts.ForEachConcept),
        Fixed(LimitsTexts.Comments, Number(Catalog.Comments.MostPerHour), LimitsTexts.AnHour),
    ];

    private IReadOnlyList<LimitRow> Reviews() =>
    [
        Set(LimitsTexts.ReviewIsOn, reviews.IsOn ? LimitsTexts.Yes : LimitsTexts.No, "", $"Hub:FirstReviews:{nameof(FirstReviewOptions.IsOn)}"),
        Set(LimitsTexts.ReviewedConcepts, Number(reviews.Concepts), LimitsTexts.ConceptsUnit, $"Hub:FirstReviews:{nameof(FirstReviewOptions.Concepts)}"),
    ];

    private IReadOnlyList<LimitRow> Retention() =>
    [
        Set(LimitsTexts.ClosedReports, Days(retention.ClosedReportDays), "", $"Hub:Retention:{nameof(RetentionOptions.ClosedReportDays)}"),
        Set(LimitsTexts.Notices, Days(retention.NoticeDays), "", $"Hub:Retention:{nameof(RetentionOptions.NoticeDays)}"),
        Set(LimitsTexts.EmptyJobs, Days(retention.EmptyJobDays), "", $"Hub:Retention:{nameof(RetentionOptions.EmptyJobDays)}"),
        Set(LimitsTexts.UnkeptPictures, Days(retention.UnkeptPictureDays), "", $"Hub:Retention:{nameof(RetentionOptions.UnkeptPictureDays)}"),
        Fixed(LimitsTexts.Audit, LimitsTexts.ForGood, ""),
        Fixed(LimitsTexts.DecisionsAndBlocks, LimitsTexts.ForGood, ""),
        Fixed(LimitsTexts.Sessions, Days(30), ""), // HubAccounts: thirty days after the last visit
        Fixed(LimitsTexts.UnusedFiles, Days(1), ""),
        Fixed(LimitsTexts.Checkpoints, LimitsTexts.UntilTrained, ""),
        Fixed(LimitsTexts.SavedSearchesKept, LimitsTexts.UntilDeleted, ""),
        Fixed(LimitsTexts.Figures, LimitsTexts.UntilStopped, ""),
    ];

    private static LimitRow Set(string what, string value, string unit, string setting) => new(what, $"{value} {unit}".Trim(), setting);

    private static LimitRow Fixed(string what, string value, string unit) => new(what, $"{value} {unit}".Trim(), null);

    private static string Name(string connection) => $"Hub:Connections:{connection}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Days(int days) => days == 0 ? LimitsTexts.ForGood : days == 1 ? LimitsTexts.OneDay : LimitsTexts.Days.With(Number(days));

    private static string Time(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => LimitsTexts.Hours.With(time.TotalHours.ToString("0.##", CultureInfo.InvariantCulture)),
        { TotalMinutes: >= 1 } => LimitsTexts.Minutes.With(time.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture)),
        { TotalSeconds: >= 1 } => LimitsTexts.Seconds.With(time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)),
        _ => $"{time.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture)} ms",
    };
}
