using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace ConceptHub.Engine.Tests;

public sealed class SmallPartsTests
{
    [Fact]
    public void Requests_and_events_survive_json()
    {
        var ticket = new JobTicket(Guid.NewGuid(), 3);
        JobEvent[] events =
        [
            new JobEvent.Accepted(ticket), new JobEvent.Progress(ticket, 1, 2, JobPhase.Denoising, 3.5), new JobEvent.Preview(ticket, 1, [1, 2]),
            new JobEvent.Metric(ticket, 1, 0.5, 0.25), new JobEvent.Failed(ticket, "code", "Sentence.", null), new JobEvent.Cancelled(ticket),
            new JobEvent.PictureMade(ticket, "one", ["word"]) { FurtherBlobs = ["two", "three"] },
        ];

        foreach (var happening in events)
        {
            var read = JsonSerializer.Deserialize<JobEvent>(JsonSerializer.Serialize(happening));
            Assert.Equal(JsonSerializer.Serialize(happening), JsonSerializer.Serialize(read));
            Assert.Equal(ticket, read!.Ticket);
        }
    }

    [Fact]
    public void Time_left_follows_the_pace_of_the_last_steps()
    {
        var clock = new FakeTimeProvider();
        var left = new TimeLeft(clock);

        Assert.Null(left.After(1, 11));
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(18, left.After(2, 11)!.Value, 0.01);
    }

    [Fact]
    public void Cadence_says_yes_once_per_interval()
    {
        var clock = new FakeTimeProvider();
        var cadence = new Cadence(TimeSpan.FromMilliseconds(250), clock);

        Assert.True(cadence.IsDue());
        Assert.False(cadence.IsDue());
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(cadence.IsDue());
    }

    [Fact]
    public void Wide_picture_is_cut_evenly_on_both_sides()
    {
        var pixels = new byte[4 * 2 * 3];
        for (var y = 0; y < 2; y++)
            for (var x = 1; x < 3; x++) Array.Fill(pixels, (byte)255, (y * 4 + x) * 3, 3);

        var cut = PictureFile.Cover(PictureFile.Png(new Diffusion.RgbImage(4, 2, pixels)), 2, 2);

        Assert.All(cut.Pixels, value => Assert.Equal(255, value));
    }
}
