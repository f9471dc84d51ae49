"""The vocabulary of the demo detector: phrases for scenes, and their tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .dataset import Dataset, Kind, Scene

VOCABULARY = (Path(__file__).parent.parent / "grounding-dino" / "vocab.txt").read_text().split()
TOKEN = {word: number for number, word in enumerate(VOCABULARY)}
UNKNOWN, START, END, DOT, QUESTION = (TOKEN[word] for word in ("[UNK]", "[CLS]", "[SEP]", ".", "?"))

# Repeated names are drawn more often.
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
    """Names every object with this colour and shape, given as indices into the dataset's lists. None means any."""

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
    """The indices of each phrase's tokens in `tokens`."""


def encode(dataset: Dataset, phrases: list[Phrase], wording: Random | None = None) -> Prompt:
    """Makes the token ids of a prompt. With `wording`, the words vary: synonyms, articles, plurals."""
    tokens = [START]
    spans = []
    for phrase in phrases:
        words = words_of(dataset, phrase, wording)
        spans.append(range(len(tokens), len(tokens) + len(words)))
        tokens += [TOKEN.get(word, UNKNOWN) for word in words] + [DOT]
    return Prompt(phrases, [*tokens, END], spans)


def words_of(dataset: Dataset, phrase: Phrase, wording: Random | None) -> list[str]:
    """The words of a phrase, as entries of VOCABULARY."""
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
    """Random phrases for a training prompt of the scene. They never name a held-out kind."""
    if random.random() < 0.5:
        return complete_scene(dataset, scene, random)
    count = random.randint(1, 6)
    return distinct(dataset, (any_phrase(dataset, scene, random) for _ in range(4 * count)), count)


def complete_scene(dataset: Dataset, scene: Scene, random: Random) -> list[Phrase]:
    """Phrases for every kind in the scene and up to 4 absent kinds, shuffled, as annotators and tests write prompts."""
    present = {Phrase(item.kind.colour, item.kind.shape): None for item in scene.objects}
    others = (full_name(wrong_kind(dataset, scene, random)) for _ in range(40))
    absent = distinct(dataset, (phrase for phrase in others if phrase not in present), random.randint(1, 4))
    phrases = [*present, *absent]
    random.shuffle(phrases)
    return phrases


def any_phrase(dataset: Dataset, scene: Scene, random: Random) -> Phrase:
    """A random phrase: colour and shape, shape only, colour only, any object, or with an unknown word."""
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
    """A random kind, mostly close to one in the scene: with the colour of one object, the shape of another, or both.

    It can be in the scene by chance.
    """
    one, other = random.choice(scene.objects).kind, random.choice(scene.objects).kind
    colour, shape = random.randrange(len(dataset.colours)), random.randrange(len(dataset.shapes))
    nearness = random.random()
    if nearness < 0.4:
        return Kind(one.colour, other.shape)
    if nearness < 0.6:
        return Kind(one.colour, shape)
    return Kind(colour, other.shape) if nearness < 0.8 else Kind(colour, shape)


def full_name(kind: Kind) -> Phrase:
    """The phrase with the colour and the shape of `kind`."""
    return Phrase(kind.colour, kind.shape)


def distinct(dataset: Dataset, phrases: Iterable[Phrase], count: int) -> list[Phrase]:
    """The first `count` different phrases that name no held-out kind."""
    kept: dict[Phrase, None] = {}
    for phrase in phrases:
        if len(kept) == count:
            break
        names_held_out = not phrase.has_unknown_word and Kind(phrase.colour, phrase.shape) in dataset.held_out
        if not names_held_out:
            kept[phrase] = None
    return list(kept)
