namespace ConceptHub.Diffusion.Caches;

/// <summary>A value of a <see cref="BudgetedCache{T}"/>, which is not freed before this is disposed.</summary>
public sealed class Loan<T> : IDisposable where T : class
{
    private Action? _giveBack;

    internal Loan(T value, Action giveBack) => (Value, _giveBack) = (value, giveBack);

    /// <summary>Owned by the cache.</summary>
    public T Value { get; }

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
