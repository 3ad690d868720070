namespace ConceptHub.Web.Rooms;

/// <summary>Goes round the rooms once a minute.</summary>
internal sealed partial class RoomKeeper(OpenRooms rooms, TimeProvider clock, ILogger<RoomKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rooms.TidyAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(fault); // the next round tries again
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rooms could not be tidied")]
    private partial void LogFault(Exception fault);
}
