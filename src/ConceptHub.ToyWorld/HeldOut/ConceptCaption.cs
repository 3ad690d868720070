namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>Captions in the ordinary orders, with the concept's phrase where its class's phrase would stand.</summary>
internal static class ConceptCaption
{
    public static string Write(HeldOutConcept concept, SceneDescription context, Random random)
    {
        while (true)
        {
            var caption = Attempt(concept, context, new CaptionWriter(random));
            if (caption.Count(c => c == ' ') < WorldVocabulary.LongestCaption) return caption;
        }
    }

    private static string Attempt(HeldOutConcept concept, SceneDescription context, CaptionWriter writer)
    {
        var style = concept.Kind == HeldOutKind.Style ? $"<{concept.TriggerWord}>" : writer.StyleWords(context.Style);
        var showsColour = context.ShowsColour && concept.Kind != HeldOutKind.Style;
        List<string> subjects = [.. context.Subjects.Select(s => writer.Subject(s, showsColour, brief: true))];
        if (concept.Subject is not null) subjects.Insert(0, concept.Phrase);
        if (subjects.Count > 0) return writer.Compose(style, string.Join(" and ", subjects), Scene(concept, context));
        return writer.Frame(style, concept.Kind == HeldOutKind.Scene ? concept.Phrase : writer.EmptyPlace(context.Scene));
    }

    private static string Scene(HeldOutConcept concept, SceneDescription context) =>
        concept.Kind == HeldOutKind.Scene ? $"in {concept.Phrase}" : CaptionWriter.Scene(context.Scene);
}
