namespace ConceptHub.ToyWorld;

/// <summary>Where a picture plays. Every name, in lower case, is the word its captions use.</summary>
public enum SceneName { Beach, Forest, City, Desert, Snow, Room, Space, Underwater, Mountains, Meadow }

/// <summary>How a picture is drawn. <see cref="Flat"/> is the ordinary look and mostly goes unsaid in captions.</summary>
public enum StyleName { Flat, Outline, Pixelated, Watercolour, Neon, Sepia, Monochrome }

/// <summary>What a picture shows.</summary>
public enum SubjectName { Person, Cat, Dog, Rabbit, Bear, Bird, Mug, Car, House, Ball, Balloon }

/// <summary>The subject's main colour; a person's is the shirt's.</summary>
public enum ColourName { Red, Orange, Yellow, Green, Blue, Purple, Pink, Brown, Black, White }

public enum PatternName { Plain, Striped, Dotted }

public enum HairName { Short, Long, Curly, Bun, Mohawk, Bald, Ponytail }

public enum GlassesName { None, Glasses, Sunglasses }

public enum HatName { None, Cap, Tophat, Beanie }
