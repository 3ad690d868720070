namespace ConceptHub.Engine;

/// <summary>One hand-out of one job. What a worker says about an older attempt is not believed any more.</summary>
public readonly record struct JobTicket(Guid JobId, int Attempt);
