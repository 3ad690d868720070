namespace ConceptHub.Web.Seats;

/// <summary>The seat plan of the installed model.</summary>
public static class SeatServices
{
    /// <summary>Reads <c>Hub:Seats</c>; the values are those of the embedded base model.</summary>
    public static IServiceCollection AddHubSeats(this IServiceCollection services, IConfiguration settings)
    {
        var seats = settings.GetSection("Hub:Seats");
        return services.AddSingleton(new SeatPlan(seats.GetValue("Blocks", 16), seats.GetValue("Sites", 7), seats.GetValue("Digits", 3)));
    }
}
