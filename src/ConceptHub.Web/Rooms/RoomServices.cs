using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ConceptHub.Web.Rooms;

/// <summary>Adds shared rooms.</summary>
public static class RoomServices
{
    public static IServiceCollection AddHubRooms(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(settings.GetSection("Rooms").Get<RoomOptions>() ?? new RoomOptions());
        services.AddSingleton<OpenRooms>().AddSingleton<RoomPictures>().AddHostedService<RoomKeeper>();
        return services.AddScoped<RoomCircuit>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<RoomCircuit>());
    }
}
