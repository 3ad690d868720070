using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Diffusion.Tests.Caches;

public sealed class BudgetedCacheTests
{
    private const int Budget = 100;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_comes_and_goes_it_is_never_above_its_budget_and_frees_nothing_that_is_on_loan(int seed)
    {
        var (random, cache, made, loans) = (new Random(seed), New(), new List<Thing>(), new List<Loan<Thing>>());
        for (var turn = 0; turn < 400; turn++)
        {
            if (random.Next(3) == 0 && loans.Count > 0)
            {
                var at = random.Next(loans.Count);
                loans[at].Dispose();
                if (random.Next(4) == 0) loans[at].Dispose();   // a second time does nothing
                loans.RemoveAt(at);
            }
            else
            {
                loans.Add(cache.Borrow($"{random.Next(30)}", () => Made(random.Next(seed % 2 == 0 ? 40 : 120))));
            }

            Assert.InRange(cache.Figures.Bytes, 0, Budget);
            Assert.All(loans, loan => Assert.Equal(0, loan.Value.TimesFreed));
        }

        foreach (var loan in loans) loan.Dispose();
        Assert.Equal(cache.Figures.Bytes, made.Where(thing => thing.TimesFreed == 0).Sum(thing => thing.Size));
        cache.Dispose();
        Assert.All(made, thing => Assert.Equal(1, thing.TimesFreed));
        Assert.Equal((0L, 0), (cache.Figures.Bytes, cache.Figures.Entries));

        Thing Made(int size)
        {
            made.Add(new Thing(size));
            return made[^1];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_holds_what_was_used_last_as_far_as_there_is_room(int seed)
    {
        var (random, cache, newestFirst) = (new Random(seed), New(), new List<(string Key, int Size)>());
        for (var turn = 0; turn < 300; turn++)
        {
            var key = $"{random.Next(20)}";
            var at = newestFirst.FindIndex(it => it.Key == key);
            var size = at >= 0 ? newestFirst[at].Size : 1 + random.Next(50);
            cache.Borrow(key, () => new Thing(size)).Dispose();
            if (at >= 0) newestFirst.RemoveAt(at);
            newestFirst.Insert(0, (key, size));
            while (newestFirst.Sum(it => it.Size) > Budget) newestFirst.RemoveAt(newestFirst.Count - 1);

            Assert.Equal(((long)newestFirst.Sum(it => it.Size), newestFirst.Count), (cache.Figures.Bytes, cache.Figures.Entries));
        }

        Assert.All(newestFirst, it => Assert.NotNull(cache.Find(it.Key)));
    }

    [Fact]
    public void One_on_loan_stays_though_it_was_used_longest_ago()
    {
        var cache = New();
        var first = cache.Add("first", new Thing(60));
        cache.Add("second", new Thing(30)).Dispose();

        cache.Add("third", new Thing(30)).Dispose();
        using var late = cache.Add("late", new Thing(50));

        Assert.Null(cache.Find("second"));
        Assert.NotNull(cache.Find("third"));
        Assert.Null(cache.Find("late"));   // no room while the first is on loan: it lives as long as its own loan
        Assert.Equal((90L, 0, 0), (cache.Figures.Bytes, first.Value.TimesFreed, late.Value.TimesFreed));
        late.Dispose();
        Assert.Equal(1, late.Value.TimesFreed);
    }

    [Fact]
    public void Looks_and_those_who_made_room_are_counted()
    {
        var cache = New();
        cache.Borrow("one", () => new Thing(50)).Dispose();
        cache.Borrow("two", () => new Thing(50)).Dispose();
        cache.Find("one")!.Dispose();
        cache.Borrow("three", () => new Thing(50)).Dispose();

        Assert.Equal(new CacheFigures("texts", Budget, 100, 2, Hits: 1, Misses: 3, Evictions: 1), cache.Figures);
        Assert.Equal(0.25, cache.Figures.HitShare);
        Assert.Null(cache.Find("two"));
        Assert.NotNull(cache.Find("one"));
    }

    [Fact]
    public void Of_two_who_made_the_same_both_get_the_first()
    {
        var (cache, first, second) = (New(), new Thing(10), new Thing(10));
        using var mine = cache.Add("key", first);
        using var theirs = cache.Add("key", second);

        Assert.Same(first, theirs.Value);
        Assert.Equal((0, 1, 10L), (first.TimesFreed, second.TimesFreed, cache.Figures.Bytes));
    }

    [Fact]
    public void What_is_on_loan_when_it_closes_is_freed_when_it_comes_back()
    {
        var cache = New();
        var loan = cache.Add("key", new Thing(10));

        cache.Dispose();
        using var after = cache.Add("later", new Thing(10));

        Assert.Equal((0, 0), (loan.Value.TimesFreed, cache.Figures.Entries));
        loan.Dispose();
        Assert.Equal(1, loan.Value.TimesFreed);
    }

    [Fact]
    public async Task Threads_that_borrow_at_once_find_nothing_freed()
    {
        var cache = New();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var turn = 0; turn < 5000; turn++)
            {
                using var loan = cache.Borrow($"{random.Next(12)}", () => new Thing(1 + random.Next(60)));
                Assert.Equal(0, loan.Value.TimesFreed);
                Assert.InRange(cache.Figures.Bytes, 0, Budget);
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(20_000, cache.Figures.Hits + cache.Figures.Misses);
    }

    [Fact]
    public void Shares_of_a_budget_are_the_whole_and_each_is_taken_once()
    {
        var budget = new MemoryBudget(1_000_000);

        Assert.Equal(1, CacheShare.All.Sum(share => share.Part), 9);
        var texts = budget.Share<Thing>(CacheShare.Texts, thing => thing.Size);
        Assert.Throws<InvalidOperationException>(() => budget.Share<Thing>(CacheShare.Texts, thing => thing.Size));
        Assert.Equal(["texts"], budget.Caches.Select(cache => cache.Name));
        Assert.Equal(50_000, texts.Budget);
        texts.Dispose();
        Assert.Empty(budget.Caches);
        Assert.Equal(50_000, budget.Share<Thing>(CacheShare.Texts, thing => thing.Size).Budget);
    }

    [Fact]
    public void Budget_is_an_eighth_of_the_machine_or_what_the_operator_says()
    {
        Assert.Equal(MemoryBudget.MachineBytes / 8, MemoryBudget.Of(null).Bytes);
        Assert.Equal(3L << 30, MemoryBudget.Of(3072).Bytes);
        Assert.InRange(MemoryBudget.MachineBytes, 64L << 20, long.MaxValue);
    }

    private static BudgetedCache<Thing> New() => new MemoryBudget(Budget * 20).Share<Thing>(CacheShare.Texts, thing => thing.Size);

    private sealed class Thing(int size) : IDisposable
    {
        private int _timesFreed;

        public int Size => size;

        public int TimesFreed => Volatile.Read(ref _timesFreed);

        public void Dispose() => Interlocked.Increment(ref _timesFreed);
    }
}
