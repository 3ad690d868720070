using MudBlazor;

namespace ConceptHub.Web.Shell;

/// <summary>
/// The hub's colours and letters: plaster walls, pine ink, so that the pictures are the loudest thing on a page.
/// Text colours keep 4.5:1 on their grounds in both palettes.
/// </summary>
public static class HubTheme
{
    private const string Spruce = "#0f6b5b";

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Light(),
        PaletteDark = Dark(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px", AppbarHeight = "64px" },
        Typography = Letters(),
    };

    private static PaletteLight Light() => new()
    {
        Primary = Spruce,
        PrimaryContrastText = "#ffffff",
        Secondary = "#8a3b5c",
        SecondaryContrastText = "#ffffff",
        Tertiary = "#8a5a00",
        Info = "#23609c",
        Success = "#24704a",
        Warning = "#8f5b00",
        Error = "#b3261e",
        Background = "#f3f5f2",
        BackgroundGray = "#e9edea",
        Surface = "#ffffff",
        AppbarBackground = "#ffffff",
        AppbarText = "#17211e",
        DrawerBackground = "#ffffff",
        DrawerText = "#17211e",
        TextPrimary = "#17211e",
        TextSecondary = "#52605a",
        TextDisabled = "#8a958f",
        ActionDefault = "#45524c",
        LinesDefault = "#dce2de",
        LinesInputs = "#8d9993",
        Divider = "#dce2de",
        TableLines = "#dce2de",
    };

    private static PaletteDark Dark() => new()
    {
        Primary = "#74d4be",
        PrimaryContrastText = "#06231d",
        Secondary = "#eba3c0",
        SecondaryContrastText = "#3a0f22",
        Tertiary = "#f1c572",
        Info = "#8fbff0",
        Success = "#7fd1a1",
        Warning = "#f0bd6a",
        Error = "#ff9a90",
        ErrorContrastText = "#3a0703",
        Background = "#0f1413",
        BackgroundGray = "#0b0f0e",
        Surface = "#181f1d",
        AppbarBackground = "#141a18",
        AppbarText = "#e4ebe8",
        DrawerBackground = "#141a18",
        DrawerText = "#e4ebe8",
        TextPrimary = "#e4ebe8",
        TextSecondary = "#a3b3ac",
        TextDisabled = "#6c7a74",
        ActionDefault = "#b8c6c0",
        LinesDefault = "#2a3431",
        LinesInputs = "#6b7b74",
        Divider = "#2a3431",
        TableLines = "#2a3431",
    };

    private static Typography Letters()
    {
        string[] text = ["Figtree", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"];
        string[] display = ["Bricolage Grotesque", .. text];
        return new Typography
        {
            Default = new DefaultTypography { FontFamily = text, FontSize = "1rem", LineHeight = "1.55", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = display, FontSize = "2.6rem", FontWeight = "650", LineHeight = "1.08", LetterSpacing = "-.02em" },
            H2 = new H2Typography { FontFamily = display, FontSize = "1.9rem", FontWeight = "650", LineHeight = "1.15", LetterSpacing = "-.015em" },
            H3 = new H3Typography { FontFamily = display, FontSize = "1.45rem", FontWeight = "620", LineHeight = "1.2", LetterSpacing = "-.01em" },
            H4 = new H4Typography { FontFamily = display, FontSize = "1.2rem", FontWeight = "620", LineHeight = "1.25", LetterSpacing = "normal" },
            H5 = new H5Typography { FontFamily = display, FontSize = "1.08rem", FontWeight = "620", LineHeight = "1.3", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = display, FontSize = "1rem", FontWeight = "620", LineHeight = "1.3", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = text, FontSize = "1rem", LineHeight = "1.55", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = text, FontSize = ".9rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = text, FontSize = ".95rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = text, FontSize = ".82rem", LineHeight = "1.4", LetterSpacing = "normal" },
        };
    }
}
