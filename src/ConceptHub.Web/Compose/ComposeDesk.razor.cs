using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConceptHub.Web.Compose;

/// <summary>The composer: recipe, prompt, settings, the picture as it comes. Its state is in the address; a reload finds the running job again.</summary>
public sealed partial class ComposeDesk
{
    private const int StripLength = 12;

    private ComposeState _state = new();
    private IReadOnlyList<RecipeItem> _items = [];
    private IReadOnlyList<PictureInfo> _strip = [];
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<string> _unknown = [];
    private string _address = "";
    private bool _sending;
    private Stage? _stage;
    private ComposeHistory _history = default!;
    private RecipeForecast _forecast = default!;

    [Inject] private ComposeServices Services { get; set; } = default!;
    [Inject] private CurrentActor Who { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IJSRuntime Script { get; set; } = default!;

    private bool IsBusy => _sending || View is { IsOver: false };

    // Null while the model is being read: then there is nothing to choose from.
    private DrawingChoices? Choices => Services.Gate.Current?.Choices;

    // Who is not called is left out of the picture and disturbs nobody.
    private IReadOnlyList<RecipePair> Pairs => _forecast.Pairs([.. _items.Where(item => _state.Prompt.Length == 0 || (item.Phrase is { } phrase && PromptPhrases.Holds(_state.Prompt, phrase)))]);

    // The picture before the one on the stage; what somebody else makes has none.
    private Guid? Before => Sync is null && View?.Pictures is [var shown, ..] ? _strip.SkipWhile(picture => picture.Id != shown.PictureId).Skip(1).FirstOrDefault(picture => picture.JobId != View.Summary.Id)?.Id : null;

    private string ButtonWords => View is { Summary.State: JobState.Queued } ? ComposeTexts.InTheQueue : IsBusy ? OtherMaker is { } maker ? ComposeTexts.MakerIsDrawing.With(maker) : ComposeTexts.Drawing : ComposeTexts.Generate;

    protected override async Task OnInitializedAsync()
    {
        (_history, _forecast) = (new ComposeHistory(Services.Clock), new RecipeForecast(Services.Forecast));
        var actor = _actor = await Who.RequireAsync();
        (_state, var add) = Sync is null ? ComposeAddress.Read(new Uri(Navigation.Uri)) : Attend(Sync);
        if (add is { } concept) await AddAsync(actor, concept);
        await ShowRecipeAsync(actor);
        await ShowStripAsync();
        _address = Navigation.ToAbsoluteUri(ComposeAddress.Of(_state)).ToString();
        await FollowSharedAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await RememberAsync();
    }

    protected override async Task OnOverAsync(JobView view)
    {
        if (view.Details.Order is GenerationOrder order) _unknown = Services.Engine.UnknownWords(order.Settings.Prompt);
        if (view.Summary.State == JobState.Failed) await ShowRecipeAsync(await Who.RequireAsync()); // a concept of it may have been taken down
        await ShowStripAsync();
    }

    protected override bool ShowsStep(JobView view)
    {
        _stage?.ShowStep(view);
        return _stage is not null;
    }

    private async Task ShowStripAsync() =>
        _strip = [.. (await Services.Pictures.MineAsync(await Who.RequireAsync(), 1, CancellationToken.None)).Items.Take(StripLength)];

    private async Task ShowRecipeAsync(Actor actor) => _items = AsInRecipe(await Services.Lookup.ItemsAsync([.. _state.Recipe], actor, CancellationToken.None));

    // The recipe may have changed while its concepts were looked up.
    private IReadOnlyList<RecipeItem> AsInRecipe(IReadOnlyList<RecipeItem> items) =>
        [.. from entry in _state.Recipe join item in items on entry.ConceptId equals item.Entry.ConceptId select item with { Entry = entry }];

    /// <summary>Nobody wrote it yet: it says what the composer proposed for the recipe as it stands.</summary>
    private bool IsPromptOurs => _state.Prompt == UsualPrompt(_items);

    private static string UsualPrompt(IEnumerable<RecipeItem> items) =>
        PromptPhrases.Of(items.Where(item => item.Phrase is not null).Select(item => (item.Concept!.Card.Kind, item.Phrase!)));

    private async Task AddAsync(Actor actor, Guid conceptId)
    {
        if (_state.Recipe.Exists(entry => entry.ConceptId == conceptId) || _state.Recipe.Count >= Composer.LongestRecipe) return;
        if (await Services.Lookup.EntryAsync(conceptId, actor, CancellationToken.None) is not { } entry)
        {
            _problems = [ComposeTexts.AddedConceptGone];
            return;
        }

        _state.Recipe.Add(entry);
        var isOurs = IsPromptOurs;
        await ShowRecipeAsync(actor);
        if (isOurs || _state.Prompt.Length == 0) _state.Prompt = UsualPrompt(_items);
    }

    private async Task AddAsync(Guid conceptId)
    {
        await AddAsync(await Who.RequireAsync(), conceptId);
        await RememberAsync();
    }

    private async Task SetRecipeAsync(IReadOnlyList<RecipeEntry> recipe)
    {
        var isOurs = IsPromptOurs;
        foreach (var gone in _items.Where(item => !recipe.Any(entry => entry.ConceptId == item.Entry.ConceptId)))
            _state.Prompt = gone.Phrases.Aggregate(_state.Prompt, PromptPhrases.Without);
        var known = _items.ToDictionary(item => (item.Entry.ConceptId, item.Entry.Version));
        _state.Recipe.Clear();
        _state.Recipe.AddRange(recipe);
        if (recipe.All(entry => known.ContainsKey((entry.ConceptId, entry.Version)))) _items = [.. recipe.Select(entry => known[(entry.ConceptId, entry.Version)] with { Entry = entry })];
        else await ShowRecipeAsync(await Who.RequireAsync());
        if (isOurs) _state.Prompt = UsualPrompt(_items);
        await RememberAsync();
    }

    private Task GroupAsync()
    {
        _state.IsGrouped = !_state.IsGrouped;
        return RememberAsync();
    }

    private Task RestoreAsync(ComposeState? state)
    {
        if (state is null) return Task.CompletedTask;
        _state = state;
        return ShowAndRememberAsync();
    }

    private async Task DrawAsync(GridPlan? grid)
    {
        if (IsBusy) return;
        if (Services.Gate.Current is not { } model)
        {
            _problems = [Services.Engine.Problem ?? ComposeTexts.ModelBeingRead];
            return;
        }

        if (Sync is not null && !await Sync.TryOrderAsync(_state, CancellationToken.None)) return;
        (_sending, _unknown) = (true, []);
        try
        {
            await OrderAsync(model, grid);
        }
        finally
        {
            Sync?.Ordered();
            _sending = false;
        }
    }

    private async Task OrderAsync(BaseModel model, GridPlan? grid)
    {
        _state.DrawLots();
        var actor = await Who.RequireAsync();
        var result = await Services.Control.DrawAsync(actor, model.Installed, _state.ToComposition(model.Choices) with { Grid = grid is null ? null : PlacedItem.Keep(grid, _items, _state.Prompt) }, CancellationToken.None);
        _problems = SubmitWords.Problems(result);
        if (result is SubmitResult.Queued queued)
        {
            _state.JobId = queued.JobId;
            await FollowAsync(queued.JobId);
            await RememberAsync();
        }
        else
        {
            await ShowRecipeAsync(actor);
        }
    }

    // Takes another state in the place of all that is edited; the picture on the stage stays.
    private async Task ReplaceAsync(ComposeState state)
    {
        state.JobId = _state.JobId;
        (_state, _problems) = (state, []);
        await ShowAndRememberAsync();
    }

    // A picture of a grid becomes what is edited.
    private Task TakeAsync(GridCell cell)
    {
        var taken = ComposeState.From(cell.Settings, cell.Recipe);
        (taken.IsPublic, taken.IsGrouped, taken.PresetId, taken.ParentId) = (_state.IsPublic, _state.IsGrouped, _state.PresetId, _state.ParentId);
        return ReplaceAsync(taken);
    }

    // Problems of a recipe are known only with the model, and what is foretold of it.
    private Task ShowModelAsync() => ShowAndRememberAsync();

    private async Task ShowAndRememberAsync()
    {
        await ShowRecipeAsync(await Who.RequireAsync());
        await RememberAsync();
    }

    private Task DrawOverAsync(string blob)
    {
        _state.Start = new StartPicture(blob, StartBox.UsualStrength);
        if (View?.Details.Order is GenerationOrder { Settings: var drawn }) (_state.Width, _state.Height) = (drawn.Width, drawn.Height);
        return RememberAsync();
    }

    private Task ChangeEntryAsync(RecipeEntry entry) => SetRecipeAsync([.. _state.Recipe.Select(old => old.ConceptId == entry.ConceptId ? entry : old)]);

    private Task ReuseSeedAsync(PictureSettings drawn)
    {
        _state.KeepSeed(drawn);
        return RememberAsync();
    }

    private async Task RememberAsync()
    {
        _history.Note(_state);
        await MeetAsync();
        var address = ComposeAddress.Of(_state);
        _address = Navigation.ToAbsoluteUri(address).ToString();
        StateHasChanged();
        try
        {
            await Script.InvokeVoidAsync("hubLive.remember", address);
        }
        catch (JSDisconnectedException)
        {
            // the page is gone, and with it the address
        }

        if (Services.Gate.Current is null) return;
        await _forecast.LookAsync(_items);
        StateHasChanged();
    }
}
