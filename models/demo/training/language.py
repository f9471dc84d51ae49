"""The words of the demo detector: phrases for scenes, and their tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .dataset import Dataset, Kind, Scene

VOCABULARY = (Path(__file__).parent.parent / "grounding-dino" / "vocab.txt").read_text().split()
TOKEN = {word: number for number, word in enumerate(VOCABULARY)}
UNKNOWN, START, END, DOT, QUESTION = (TOKEN[word] for word in ("[UNK]", "[CLS]", "[SEP]", ".", "?"))

# A name that stands here more than once is taken more often.
SYNONYMS = {
    "circle": ["circle", "circle", "circle", "disc", "disk", "ball"],
    "square": ["square", "square", "square", "box"],
    "ring": ["ring", "ring", "ring", "donut"],
    "cross": ["cross", "cross", "cross", "plus"],
    "crescent": ["crescent", "crescent", "crescent", "moon"],
    "purple": ["purple", "purple", "purple", "violet"],
    "pink": ["pink", "pink", "pink", "magenta"],
    "cyan": ["cyan", "cyan", "cyan", "turquoise"],
}
ANY_SHAPE = ["shape", "object", "thing", "figure", "item"]
ARTICLES = ["a", "the", "any", "all"]


@dataclass(frozen=True)
class Phrase:
    """Names every object of the colour and the shape; None stands for any."""

    colour: int | None
    shape: int | None
    has_unknown_word: bool = False

    def names(self, kind: Kind) -> bool:
        return not self.has_unknown_word and self.colour in (None, kind.colour) and self.shape in (None, kind.shape)


@dataclass(frozen=True)
class Prompt:
    phrases: list[Phrase]
    tokens: list[int]
    spans: list[range]
    """Where each phrase's tokens are."""


def encode(dataset: Dataset, phrases: list[Phrase], wording: Random | None = None) -> Prompt:
    """`wording` varies the words: synonyms, articles, plurals."""
    tokens = [START]
    spans = []
    for phrase in phrases:
        words = words_of(dataset, phrase, wording)
        spans.append(range(len(tokens), len(tokens) + len(words)))
        tokens += [TOKEN.get(word, UNKNOWN) for word in words] + [DOT]
    return Prompt(phrases, [*tokens, END], spans)


def words_of(dataset: Dataset, phrase: Phrase, wording: Random | None) -> list[str]:
    colour = None if phrase.colour is None else dataset.colours[phrase.colour]
    shape = "shape" if phrase.shape is None else dataset.shapes[phrase.shape]
    if phrase.has_unknown_word:
        return [word for word in (colour, "[UNK]") if word is not None]
    if wording is None:
        return [word for word in (colour, shape) if word is not None]
    words = [wording.choice(ARTICLES)] if wording.random() < 0.12 else []
    if colour is not None:
        words.append(wording.choice(SYNONYMS.get(colour, [colour])))
    noun = wording.choice(ANY_SHAPE if phrase.shape is None else SYNONYMS.get(shape, [shape]))
    words.append(noun)
    if wording.random() < 0.08:
        words.append("##es" if noun in ("cross", "box") else "##s")
    return words


def sample_phrases(dataset: Dataset, scene: Scene, random: Random) -> list[Phrase]:
    """What somebody might ask about the scene; held-out kinds are never asked for."""
    if random.random() < 0.5:
        return whole_scene(dataset, scene, random)
    wanted = random.randint(1, 6)
    return distinct(dataset, (any_phrase(dataset, scene, random) for _ in range(4 * wanted)), wanted)


def whole_scene(dataset: Dataset, scene: Scene, random: Random) -> list[Phrase]:
    """Every kind that is there and some that are not, as an annotator or a test asks."""
    present = {Phrase(item.kind.colour, item.kind.shape): None for item in scene.objects}
    others = (full_name(wrong_kind(dataset, scene, random)) for _ in range(40))
    absent = distinct(dataset, (phrase for phrase in others if phrase not in present), random.randint(1, 4))
    phrases = [*present, *absent]
    random.shuffle(phrases)
    return phrases


def any_phrase(dataset: Dataset, scene: Scene, random: Random) -> Phrase:
    form = random.random()
    if form < 0.05:
        return Phrase(random.choice([None, random.randrange(len(dataset.colours))]), None, has_unknown_word=True)
    kind = random.choice(scene.objects).kind if random.random() < 0.6 else wrong_kind(dataset, scene, random)
    if form < 0.6:
        return full_name(kind)
    if form < 0.78:
        return Phrase(None, kind.shape)
    return Phrase(kind.colour, None) if form < 0.94 else Phrase(None, None)


def wrong_kind(dataset: Dataset, scene: Scene, random: Random) -> Kind:
    """Mostly nearly there: the colour of one object and the shape of another, or one of both. At times it is there."""
    one, other = random.choice(scene.objects).kind, random.choice(scene.objects).kind
    colour, shape = random.randrange(len(dataset.colours)), random.randrange(len(dataset.shapes))
    nearness = random.random()
    if nearness < 0.4:
        return Kind(one.colour, other.shape)
    if nearness < 0.6:
        return Kind(one.colour, shape)
    return Kind(colour, other.shape) if nearness < 0.8 else Kind(colour, shape)


def full_name(kind: Kind) -> Phrase:
    return Phrase(kind.colour, kind.shape)


def distinct(dataset: Dataset, phrases: Iterable[Phrase], wanted: int) -> list[Phrase]:
    """The first so many different ones."""
    found: dict[Phrase, None] = {}
    for phrase in phrases:
        if len(found) == wanted:
            break
        asks_for_held_out = not phrase.has_unknown_word and Kind(phrase.colour, phrase.shape) in dataset.held_out
        if not asks_for_held_out:
            found[phrase] = None
    return list(found)
