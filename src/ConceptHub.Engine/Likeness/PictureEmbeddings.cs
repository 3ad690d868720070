namespace ConceptHub.Engine;

/// <summary>What pictures of a concept look like together, so that concepts can be compared.</summary>
public sealed class PictureEmbeddings(DeviceThread device, IBlobStore blobs)
{
    /// <param name="pictures">Each with a caption that does not name the concept: what is left is the concept's own.</param>
    /// <returns>A unit vector; null when no model of pictures and sentences belongs to the base model, or no picture can be read.</returns>
    public async Task<float[]?> OfAsync(IReadOnlyList<TrainPicture> pictures, CancellationToken cancellation)
    {
        var model = (await device.Device).Model;
        if (model.LikenessHash is null) return null;
        var loaded = await LoadAsync(blobs, pictures, model, cancellation);
        if (loaded.Count == 0) return null;
        return await device.RunAsync(it => it.Embed(loaded)) is { } looks ? Together(looks) : null;
    }

    /// <summary>The pictures at the model's size; those that are gone or cannot be read are passed over.</summary>
    internal static async Task<IReadOnlyList<LoadedPicture>> LoadAsync(IBlobStore blobs, IReadOnlyList<TrainPicture> pictures, DeviceModel model, CancellationToken cancellation)
    {
        var loaded = new List<LoadedPicture>();
        foreach (var picture in pictures)
            if (await LoadAsync(blobs, picture, model, cancellation) is { } read) loaded.Add(read);
        return loaded;
    }

    private static async Task<LoadedPicture?> LoadAsync(IBlobStore blobs, TrainPicture picture, DeviceModel model, CancellationToken cancellation)
    {
        try
        {
            await using var file = await blobs.OpenReadAsync(picture.Blob, cancellation);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellation);
            return new LoadedPicture(PictureFile.Cover(bytes.ToArray(), model.Choices.Sizes.OwnWidth, model.Choices.Sizes.OwnHeight), picture.Caption);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or JobRefusedException)
        {
            return null; // the others say enough
        }
    }

    private static float[] Together(IReadOnlyList<float[]> looks)
    {
        var sum = Enumerable.Range(0, looks[0].Length).Select(i => looks.Sum(look => look[i])).ToArray();
        var length = MathF.Sqrt(sum.Sum(value => value * value));
        return [.. sum.Select(value => value / Math.Max(length, float.Epsilon))];
    }
}
