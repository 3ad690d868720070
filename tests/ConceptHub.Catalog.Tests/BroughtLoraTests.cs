using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class BroughtLoraTests
{
    private const string Layer = "mid_block.attentions.0.transformer_blocks.0.attn2.to_k";
    private static readonly LoraTargets Targets = new([new($"unet.{Layer}", [8, 6])]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Brought_lora_waits_in_a_draft_with_what_its_maker_said()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");

        var draft = await BringAsync(hub, ann);

        var found = Assert.Single(await hub.Get<TrainDrafts>().MineAsync(ann, Token));
        Assert.Equal((draft, DraftState.Draft, "rex.safetensors"), (found.Id, found.State, found.Lora?.FileName));
        Assert.Equal(("ohwx", "dog", "ohwx"), (found.Description.TriggerWord, found.Description.ClassWord, found.Description.LoraWords));
        Assert.Equal((LoraGrammar.Kohya, 1, 2), (found.Lora!.Facts.Grammar, found.Lora.Facts.Layers, found.Lora.Facts.HighestRank));
        Assert.NotEqual(draft, await hub.Get<TrainDrafts>().StartAsync(ann, Token)); // a new training does not take it up
        Assert.Null(await hub.Get<TrainDrafts>().FindAsync(await hub.JoinAsync("ben"), draft, Token));
    }

    [Theory]
    [InlineData("zip", "This is a zip archive", "Choose the LoRA's .safetensors file.")]
    [InlineData("pickle", "pickle", "Choose the LoRA's .safetensors file.")]
    [InlineData("cut", "file", "download it anew")]
    [InlineData("empty", "file", "Choose the LoRA's .safetensors file.")]
    [InlineData("sd1", "It was made for Stable Diffusion 1.x", "ask the operator to install that one")]
    [InlineData("other", "have no place in this model", "trained on this hub's base model")]
    [InlineData("nan", "are not finite", "Its training ran away")]
    [InlineData("dora", "It is a DoRA", "Bring an ordinary LoRA")]
    public async Task Bad_file_is_refused_by_its_content_and_nothing_of_it_stays(string kind, string reason, string advice)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");

        var result = await hub.Get<LoraDrafts>().BringAsync(ann, Targets, new UploadedFile("good.safetensors", new MemoryStream(Bad(kind))), Token);

        var why = Assert.IsType<BringFileResult.Refused>(result).Why;
        Assert.Contains(reason, why.Reasons[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(advice, why.Advice, StringComparison.Ordinal);
        Assert.Empty(await hub.Get<TrainDrafts>().MineAsync(ann, Token));
        Assert.False(Directory.Exists(hub.Home.Blobs));
    }

    [Fact]
    public async Task Lora_beyond_the_quota_is_refused_and_nothing_of_it_stays()
    {
        await using var hub = await TestHub.StartAsync(quotas: new QuotaLimits { Members = new Quota { Megabytes = 0 } });
        var ann = await hub.JoinAsync("ann");

        var result = await hub.Get<LoraDrafts>().BringAsync(ann, Targets, new UploadedFile("rex.safetensors", new MemoryStream(Good())), Token);

        Assert.Contains("that you have", Assert.Single(Assert.IsType<BringFileResult.Refused>(result).Why.Reasons), StringComparison.Ordinal);
        Assert.Empty(await hub.Get<TrainDrafts>().MineAsync(ann, Token));
        Assert.False(Directory.Exists(hub.Home.Blobs));
    }

    [Fact]
    public async Task Embedding_of_another_width_is_refused_and_a_fitting_one_goes_with_the_lora()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (draft, loras) = (await BringAsync(hub, ann), hub.Get<LoraDrafts>());

        var wide = await loras.AddEmbeddingAsync(ann, draft, 6, Embedding(8), Token);
        Assert.IsType<ActionResult.Done>(await loras.AddEmbeddingAsync(ann, draft, 6, Embedding(6), Token));
        await ProjectAsync(hub, ann, draft);

        Assert.Contains("has the width 8", Assert.IsType<ActionResult.Refused>(wide).Sentence, StringComparison.Ordinal);
        var order = Assert.IsType<NicheOrder>((await hub.LeaseAsync()).Order);
        Assert.True(hub.Get<FileBlobStore>().Contains(order.Lora.EmbeddingBlob!));
    }

    [Fact]
    public async Task Projection_takes_no_number_and_comes_before_the_distillation()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await BringAsync(hub, ann);

        var early = await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, draft, Token);
        await ProjectAsync(hub, ann, draft);
        var leased = await hub.LeaseAsync();
        await using (var database = hub.Database()) Assert.False(await database.Slots.AnyAsync(Token));
        await FinishNicheAsync(hub, leased);
        await hub.StartTrainingAsync(ann, draft);

        Assert.Equal(["The LoRA has to be projected into its niche first."], Assert.IsType<SubmitResult.Refused>(early).Problems);
        var order = Assert.IsType<TrainingOrder>((await hub.LeaseAsync()).Order);
        Assert.Equal((0, "ohwx", 0), (order.ConceptNumber, order.Lora?.Words, order.Pictures.Count));
    }

    [Fact]
    public async Task Cancelled_distillation_frees_number_and_word_and_keeps_the_projection()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await BringAsync(hub, ann);
        await ProjectAsync(hub, ann, draft);
        await FinishNicheAsync(hub, await hub.LeaseAsync());
        var job = await hub.StartTrainingAsync(ann, draft);

        Assert.IsType<CancelResult.Cancelled>(await hub.Get<Jobs>().RequestCancelAsync(ann, job, Token));

        await using var database = hub.Database();
        Assert.False(await database.Slots.AnyAsync(s => s.State != SlotState.Free, Token));
        Assert.Null(await hub.Get<Training>().TriggerProblemAsync("ohwx", Token));
        Assert.NotNull(await hub.Get<Niches>().FindAsync(ann, draft, Token));
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, draft, Token));
    }

    [Fact]
    public async Task Projection_is_its_owners_and_of_these_words_only()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var draft = await BringAsync(hub, ann);
        await ProjectAsync(hub, ann, draft);
        await FinishNicheAsync(hub, await hub.LeaseAsync());
        var (niches, drafts) = (hub.Get<Niches>(), hub.Get<TrainDrafts>());
        var words = (await drafts.FindAsync(ann, draft, Token))!.Description;

        Assert.Equal("ohwx", (await niches.FindAsync(ann, draft, Token))?.Slug);
        Assert.Null(await niches.FindAsync(ben, draft, Token));
        await drafts.DescribeAsync(ann, draft, words with { TriggerWord = "bello" }, Token);
        Assert.NotNull(await niches.FindAsync(ann, draft, Token)); // how it is called here changes nothing
        await drafts.DescribeAsync(ann, draft, words with { LoraWords = "sks" }, Token);
        Assert.Null(await niches.FindAsync(ann, draft, Token));
    }

    [Fact]
    public async Task Files_go_with_the_discarded_draft()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await BringAsync(hub, ann);
        await ProjectAsync(hub, ann, draft);
        Assert.IsType<ActionResult.Refused>(await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token));
        await FinishNicheAsync(hub, await hub.LeaseAsync());
        hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time

        Assert.Equal(0, await hub.Get<BlobSweep>().RunAsync(Token));
        Assert.IsType<ActionResult.Done>(await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token));

        Assert.Equal(2, await hub.Get<BlobSweep>().RunAsync(Token)); // the LoRA, and what was made of it
    }

    [Fact]
    public async Task Blocked_lora_is_known_in_half_precision_and_one_that_waits_is_neither_projected_nor_trained()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, mo, blocks) = (await hub.JoinAsync("ann"), await hub.JoinAsync("mo", HubRoles.Moderator), hub.Get<ContentBlocks>());
        var waiting = await BringAsync(hub, ann);
        var hash = Assert.IsType<HashResult.Taken>(await blocks.HashAsync(ContentBlockKind.Numbers, new MemoryStream(Good()), Token)).Hash;
        await blocks.AddAsync(mo, new ContentBlockDraft(ContentBlockKind.Numbers, hash, "", new Grounds(DecisionReason.Copyright, ""), ""), Token);
        const string Said = "rex.safetensors is blocked on this hub: It uses somebody's work without their permission. If that is a mistake, please write to the operator of this hub.";

        var half = File([Numbers("lora_down", 2, 6, SafetensorsType.F16), Numbers("lora_up", 8, 2, SafetensorsType.F16)]);
        var again = await hub.Get<LoraDrafts>().BringAsync(ann, Targets, new UploadedFile("again.safetensors", new MemoryStream(half)), Token);
        var projected = await hub.Get<Niches>().SubmitAsync(ann, TestHub.Model, waiting, Token);

        Assert.StartsWith("again.safetensors is blocked on this hub:", Assert.IsType<BringFileResult.Refused>(again).Why.Reasons[0], StringComparison.Ordinal);
        Assert.Equal([Said], Assert.IsType<SubmitResult.Refused>(projected).Problems);
        await blocks.LiftAsync(mo, (await blocks.ListAsync(mo, new ContentBlockQuery(), Token))!.Items[0].Id, "For a moment.", Token);
        await ProjectAsync(hub, ann, waiting);
        await FinishNicheAsync(hub, await hub.LeaseAsync());
        await blocks.AddAsync(mo, new ContentBlockDraft(ContentBlockKind.Numbers, hash, "", new Grounds(DecisionReason.Copyright, ""), ""), Token);
        Assert.Equal([Said], Assert.IsType<SubmitResult.Refused>(await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, waiting, Token)).Problems);
    }

    private static async Task<Guid> BringAsync(TestHub hub, Actor actor) =>
        Assert.IsType<BringFileResult.Brought>(await hub.Get<LoraDrafts>().BringAsync(actor, Targets, new UploadedFile("rex.safetensors", new MemoryStream(Good())), Token)).DraftId;

    private static async Task ProjectAsync(TestHub hub, Actor actor, Guid draft) =>
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Niches>().SubmitAsync(actor, TestHub.Model, draft, Token));

    private static async Task FinishNicheAsync(TestHub hub, LeasedJob leased)
    {
        var blob = await hub.Get<FileBlobStore>().PutAsync("a quiet LoRA"u8.ToArray(), Token);
        Assert.IsType<FinishResult.Finished>(await hub.Get<JobEndings>().FinishNicheAsync(leased.Lease, new NicheMade(blob, new LoraLikeness(.9, .01, .1), 1, 1), Token));
    }

    private static byte[] Good() => File([Numbers("lora_down", 2, 6), Numbers("lora_up", 8, 2)], new() { ["ss_dataset_dirs"] = """{"10_ohwx dog": {}}""" });

    private static byte[] Bad(string kind) => kind switch
    {
        "zip" => "PK\u0003\u0004 and more"u8.ToArray(),
        "pickle" => [0x80, 2, .. "}q\0X\u0004\0\0\0unetq"u8],
        "cut" => Good()[..^20],
        "empty" => [],
        "sd1" => File([Numbers("lora_down", 2, 768), Numbers("lora_up", 320, 2)]),
        "other" => File([SafetensorsTensor.FromFloats("lora_unet_nowhere.lora_down.weight", SafetensorsType.F32, [1, 6], new float[6])]),
        "nan" => File([Numbers("lora_down", 2, 6), SafetensorsTensor.FromFloats(Name("lora_up"), SafetensorsType.F32, [8, 2], [.. Enumerable.Repeat(float.NaN, 16)])]),
        "dora" => File([Numbers("lora_down", 2, 6), Numbers("lora_up", 8, 2), SafetensorsTensor.FromFloats(Name("dora_scale"), SafetensorsType.F32, [8, 1], new float[8])]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such file."),
    };

    private static UploadedFile Embedding(int width) =>
        new("word.safetensors", new MemoryStream(File([SafetensorsTensor.FromFloats("emb_params", SafetensorsType.F32, [1, width], new float[width])])));

    private static string Name(string part) => $"{LoraTargets.KohyaName($"unet.{Layer}")}.{part}{(part.StartsWith("lora", StringComparison.Ordinal) ? ".weight" : "")}";

    private static SafetensorsTensor Numbers(string part, int rows, int columns, SafetensorsType type = SafetensorsType.F32) =>
        SafetensorsTensor.FromFloats(Name(part), type, [rows, columns], [.. Enumerable.Repeat(.5f, rows * columns)]);

    private static byte[] File(IReadOnlyList<SafetensorsTensor> tensors, Dictionary<string, string>? metadata = null)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
