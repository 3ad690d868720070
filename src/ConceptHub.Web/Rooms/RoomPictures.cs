using ConceptHub.Catalog;

namespace ConceptHub.Web.Rooms;

/// <summary>Lets members see what is shown in a room where they are: the pictures drawn there and the one to draw over. They belong to whoever made them.</summary>
internal sealed class RoomPictures(OpenRooms rooms, Catalog.Jobs jobs, BlobAccess access)
{
    /// <returns>Null when no room of the viewer shows the blob, or its owner may not see it any more.</returns>
    public async Task<OpenBlob?> OpenAsync(string blob, Actor? viewer, CancellationToken cancellation)
    {
        if (viewer is null) return null;
        foreach (var room in rooms.Of(viewer.Id))
        {
            if (room.StartPicture is { } lent && lent.Blob == blob && await access.OpenAsync(blob, lent.Lender, cancellation) is { } start) return start;
            foreach (var job in room.Jobs)
            {
                var outcome = (await jobs.FindAsync(job.Maker, job.JobId, cancellation))?.Outcome as PictureMade;
                if (outcome?.All.Any(picture => picture.Blob == blob) == true) return await access.OpenAsync(blob, job.Maker, cancellation);
            }
        }

        return null;
    }
}
