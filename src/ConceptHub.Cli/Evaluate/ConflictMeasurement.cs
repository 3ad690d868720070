using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One concept in one random merge: what was predicted and what happened.</summary>
/// <param name="Crosstalk">χ of all others on it, summed.</param>
/// <param name="Energy">Energy overlap with all others, summed.</param>
/// <param name="Lost">The verifier's probability alone minus merged.</param>
internal sealed record MemberConflict(double Crosstalk, double Energy, double Lost);

/// <summary>Holds conflict scores that need nothing but adapters against the identity that random merges really lose.</summary>
internal sealed class ConflictMeasurement(StableDiffusionModel model, Judges judges, EvaluationFolders folders, EvaluationSettings settings)
{
    private const double SecondsPerMember = 2;
    private readonly AdapterTrainings _adapters = new(model, folders, settings, HeldOutConcepts.All);

    /// <returns>Merge by merge, member by member.</returns>
    public IReadOnlyList<IReadOnlyList<MemberConflict>> Run(int merges, CancellationToken cancellation)
    {
        WorkUnits.Do("training strangers", _adapters.StrangerUnits(RandomMerges.Trainings), cancellation);
        WorkUnits.Do("training", TrainingUnits(), cancellation);
        using var scoring = new MergeScoring(model, judges, settings, _adapters);
        var alone = AloneUnits(scoring);
        WorkUnits.Do("each concept alone", [.. alone.Values], cancellation);
        var units = RandomMerges.Draw(merges).Select((members, i) => Unit($"merge{i:000}", members.Count, Keys(members), path => ScoreRow.Write(path, Measure(members, scoring, alone, cancellation)))).ToList();
        WorkUnits.Do("random merges", units, cancellation);
        return [.. units.Select(u => (IReadOnlyList<MemberConflict>)[.. ScoreRow.Read(u.File).GroupBy(r => r.Concept).Select(Member)])];
    }

    /// <summary>What is to be trained first; shared with <c>evaluate merge</c> at equal steps.</summary>
    public IReadOnlyList<WorkUnit> TrainingUnits() => [.. RandomMerges.Trainings.SelectMany(f => _adapters.Units(f, 1, HeldOutConcepts.All))];

    private static MemberConflict Member(IEnumerable<ScoreRow> rows)
    {
        var values = rows.ToDictionary(r => r.Metric, r => r.Value);
        return new MemberConflict(values[nameof(MemberConflict.Crosstalk)], values[nameof(MemberConflict.Energy)], values[nameof(MemberConflict.Lost)]);
    }

    private Dictionary<string, WorkUnit> AloneUnits(MergeScoring scoring) => RandomMerges.Trainings.ToDictionary(f => f.Name, f =>
        Unit($"alone-{f.Name}", HeldOutConcepts.All.Count, HeldOutConcepts.All.Select(c => _adapters.Key(f, 1, c)),
            path => ScoreRow.Write(path, scoring.Alone(f, HeldOutConcepts.All, 1, HeldOutConcepts.All.ToDictionary(c => c.TriggerWord, _ => 0.0), CancellationToken.None))));

    private IEnumerable<string> Keys(IReadOnlyList<MergeMember> members) => members.Select(m => _adapters.Key(m.Family, 1, m.Concept));

    private WorkUnit Unit(string name, int members, IEnumerable<string> keys, Action<string> make)
    {
        var key = WorkUnits.Key([model.Hash, settings.Prompts, settings.Seeds, settings.SamplingSteps, .. keys]);
        return new WorkUnit(name, Path.Combine(folders.Scores, "conflicts", $"{name}-{key}.csv"), members * SecondsPerMember, (path, _) => make(path));
    }

    private List<ScoreRow> Measure(IReadOnlyList<MergeMember> members, MergeScoring scoring, Dictionary<string, WorkUnit> alone, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var changes = members.Select(m => _adapters.Load(m.Family, 1, m.Concept)).ToList();
        var seats = members.Zip(changes, (m, change) => Seat(change, _adapters.NumberOf(m.Family, m.Concept))).ToList();
        var profiles = changes.Select(change => CrosstalkProfile.Of(model, change)).ToList();
        using var weights = new FusedWeights(model);
        weights.Write(new WeightedSum().Changes(model.Plan, changes));
        return [.. members.SelectMany((member, i) =>
        {
            var before = ScoreRow.Read(alone[member.Family.Name].File).Where(r => r.Concept == member.Concept.TriggerWord && r.Metric == Metrics.IdentityProbability).Average(r => r.Value);
            var now = scoring.IdentityProbability(member.Concept, changes, cancellation);
            var others = Enumerable.Range(0, members.Count).Where(j => j != i).ToList();
            var crosstalk = others.Sum(j => profiles[i].From(profiles[j]));
            var energy = others.Sum(j => RecipeConflicts.Between(seats[i], seats[j]).Energy ?? 0);
            return new[] { (nameof(MemberConflict.Crosstalk), crosstalk), (nameof(MemberConflict.Energy), energy), (nameof(MemberConflict.Lost), before - now) }
                .Select(it => new ScoreRow("conflicts", members.Count, "random", member.Concept.TriggerWord, "", 1, "", it.Item1, it.Item2));
        })];
    }

    private SeatedConcept Seat(ConceptChange change, int number)
    {
        var adapter = change.ToAdapter(model, number);
        return new SeatedConcept(Guid.NewGuid(), adapter.Codeword, AdapterEnergy.Of(adapter, model.Plan));
    }
}
