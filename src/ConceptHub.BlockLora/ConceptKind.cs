namespace ConceptHub.BlockLora;

/// <summary>What a concept shows. Same-class negatives and the wording of captions depend on it.</summary>
public enum ConceptKind
{
    Person,
    Subject,
    Scene,
    Style,
}
