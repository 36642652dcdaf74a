"""The tours of the explorer: what is right is read as it stands, each fault is one sentence, and each number on a card is the network's."""

import json
import re

import numpy as np
import pytest
from books import REPO

from cnnviz_helpers import layer_outputs, predict
from cnnviz_helpers.ablation import predict_without
from cnnviz_helpers.assets import manifest
from cnnviz_helpers.data import cifar10dict
from cnnviz_helpers.explorables import tours
from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.features import partial_maps
from cnnviz_helpers.receptive.field import receptive_field
from cnnviz_helpers.selfchecks.yaml_nodes import QuestionError

CLASSES = {name: number for number, name in cifar10dict.items()}
CONVOLUTIONS = ("conv1", "conv2", "conv3", "conv4", "conv5")
CAT, DOG = CLASSES["cat"], CLASSES["dog"]
TOUR = """\
name: one
title: One
cards:
  - words: Some *words*.
    state: {image: 3, level: map, patch: 1.2.8, edits: ""}
    try: Do it.
    wait: {answer: [cat, dog], right: true, edited: {above: 0}, share of dog: {below: 0.5}, image: changed}
    chapter: 07-where#cover-and-look
  - words: The end.
"""
# (what is written instead of what) -> the line of the fault and words of its sentence
FAULTS = [
    ("name: one\n", "", 1, "a tour lacks 'name'"),
    ("name: one", "name: One", 1, "small letters"),
    ("title: One", "titel: One", 2, "did you mean 'title'"),
    ("  - words: The end.\n", "", 4, "at least 2 cards, got 1"),
    ("  - words: The end.\n", 9 * "  - words: The end.\n", 4, "at most 9 cards, one for each number key, got 10"),
    ("Some *words*.", " ".join(["word"] * 51), 4, "at most 50 words, got 51"),
    ("Some *words*.", "Some **words**.", 4, "no Markdown"),
    ("Some *words*.", "Some *words.", 4, "no Markdown"),
    ("Some *words*.", "A [link](x).", 4, "no Markdown"),
    ("image: 3", "images: 3", 5, "did you mean 'image'"),
    ("image: 3", "tour: one", 5, "has no 'tour'"),
    ("image: 3", "image: 1000", 5, "image as a whole number from 0 to 999, got 1000"),
    ("image: 3", "image: 0.5", 5, "got 0.5"),
    ("image: 3", "image: three", 5, "plain number"),
    ("level: map", "level: maps", 5, "no level 'maps'; it is one of network, map, number, pixel"),
    ("level: map", "layer: conv6", 5, "no layer 'conv6'"),
    ("patch: 1.2.8", "shift: 1.2", 5, "put it in quotes"),
    ("    try: Do it.\n", "", 4, "`try` and `wait` together"),
    ("answer: [cat, dog]", "answer: hound", 7, "no class 'hound'; the classes are airplane"),
    ("answer: [cat, dog]", "answer: [cat, hound]", 7, "no class 'hound'"),
    ("answer: [cat, dog]", "answer: {above: 1}", 7, "bounds only as a number"),
    ("answer: [cat, dog]", "anser: cat", 7, "did you mean 'answer'"),
    ("right: true", "right: 1", 7, "true or false"),
    ("edited: {above: 0}", "edited: {over: 0}", 7, "no 'over'"),
    ("edited: {above: 0}", "edited: {}", 7, "bounds only as a number"),
    ("share of dog", "share of hound", 7, "has no 'share of hound'"),
    ("image: changed", "image: other", 7, "plain number"),
    ("07-where", "06-there", 8, "no page '06-there'"),
    ("cover-and-look", "cover", 8, "no heading 'cover'; it has where-is-it-looking"),
    ("name: one", "name: [", 3, "not YAML"),
]


@pytest.fixture(scope="module")
def all_tours():
    return tours.read_tours(REPO / "book" / "questions" / "tours")


@pytest.fixture
def written(tmp_path):
    """A function that writes a tour where the book's would stand, beside the book's pages; the path of its file."""
    folder = tmp_path / "questions" / "tours"
    folder.mkdir(parents=True)
    (tmp_path / "07-where.md").write_bytes((REPO / "book" / "07-where.md").read_bytes())

    def write(text, name="one.yml"):
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


def test_a_tour_is_read_as_it_stands(written):
    tour = tours.read_tour(written(TOUR))
    assert (tour.name, tour.title, len(tour.cards), tour.minutes) == ("one", "One", 2, 1)
    first, last = tour.cards
    assert first.state == {"image": 3, "level": "map", "patch": "1.2.8", "edits": ""}
    assert first.wait == {"answer": ["cat", "dog"], "right": True, "edited": {"above": 0}, "share of dog": {"below": 0.5}, "image": "changed"}
    assert (first.words, first.ask, first.chapter) == ("Some *words*.", "Do it.", "07-where#cover-and-look")
    assert tour.as_data()["cards"][1] == {"words": "The end."} and last.wait is None


@pytest.mark.parametrize(("before", "after", "line", "words"), FAULTS)
def test_each_fault_is_one_sentence_with_its_line(written, before, after, line, words):
    assert before in TOUR
    path = written(TOUR.replace(before, after, 1))
    with pytest.raises(QuestionError) as refused:
        tours.read_tour(path)
    sentence = str(refused.value)
    assert sentence.startswith(f"{path}:{line}: ") and words in sentence and sentence[-1] in ".?" and "\n" not in sentence


def test_an_empty_file_and_a_name_twice_are_refused(written):
    with pytest.raises(QuestionError, match="holds no tour"):
        tours.read_tour(written("# nothing\n"))
    written(TOUR)
    written(TOUR, "two.yml")
    with pytest.raises(QuestionError, match="'one' stands in two tours"):
        tours.read_tours(written(TOUR).parent)


def test_without_the_books_pages_links_are_not_looked_up(written):
    path = written(TOUR.replace("07-where", "06-there"))
    (path.parents[2] / "07-where.md").unlink()
    assert tours.read_tour(path).cards[0].chapter == "06-there#cover-and-look"


def test_the_six_tours(all_tours):
    """Their names stand in addresses, and must stay."""
    assert [tour.name for tour in all_tours] == ["two-minutes", "why-dog", "one-number", "what-a-filter-does", "when-it-is-wrong", "your-own-photo"]
    assert all(4 <= len(tour.cards) <= 7 and all(card.chapter for card in tour.cards) for tour in all_tours)
    assert all_tours[0].minutes == 2
    assert json.loads(tours.tours_file()) == [tour.as_data() for tour in all_tours]


def test_a_card_asks_for_what_is_not_yet_done(all_tours):
    """No state that a card sets, nor that of the cards before it, is what it waits for."""
    for tour in all_tours:
        state = dict(ALL["explorer"].state)
        for card in tour.cards:
            state |= card.state
            known = {key: wanted for key, wanted in (card.wait or {}).items() if key in state and wanted != tours.CHANGED}
            met = [state[key] in wanted if isinstance(wanted, list) else state[key] == wanted for key, wanted in known.items()]
            assert not met or not all(met) or len(known) < len(card.wait), card


# ---- the numbers ----


def percent(share):
    return f"{100 * share:.0f}"


def covered(photo, row, column, size):
    photo = photo.copy()
    photo[row : row + size, column : column + size] = 0
    return photo


def everywhere(photo, size):
    """(N, 32, 32, 3): the photo with a patch of this size at every place."""
    return np.stack([covered(photo, row, column, size) for row in range(33 - size) for column in range(33 - size)])


def text(value, digits=2):
    return f"{value:.{digits}f}".replace("-", "−")


@pytest.fixture(scope="module")
def asked(model, x_test, y_test):
    """What most cards are about: labels, chances and answers for the 1,000 photos, and each layer's output for photo 16."""
    chances = predict(model, x_test)
    return y_test.argmax(1), chances, chances.argmax(1), layer_outputs(model, x_test[16])


def facts_of_sums(model, x_test, asked):
    """{(tour, card): numbers as the card writes them}: what the network gives for photo 16; sizes, too."""
    _, chances, _, dog = asked
    kernel, bias = (weights.numpy() for weights in model.get_layer("dense").weights)
    shares, scores = dog["gap"][0][:, None] * kernel, dog["dense"][0]
    assert abs(shares[:, DOG].sum() + bias[DOG] - scores[DOG]) < 1e-4
    first, *_, before, last = (dog[name].shape for name in CONVOLUTIONS)
    one, top = dog["conv1"][0, :, :, 5], dog["conv5"][0, :, :, 93]
    parts, part_bias = partial_maps(model, x_test[16], "conv1", 5)
    assert np.unravel_index(top.argmax(), top.shape) == (4, 2)
    up, left, down, right = receptive_field(model, "conv5").box(4, 2)
    without = predict_without(model, x_test[16:17], {"relu5": [93]})[0]
    assert without.argmax() == DOG
    weights = model.count_params()
    return {
        ("two-minutes", 0): {"32", str(sum(dog[name].shape[-1] for name in CONVOLUTIONS))},
        ("two-minutes", 1): {f"{weights:,}"},
        ("two-minutes", 2): {"3"},
        ("two-minutes", 3): {str(model.get_layer("conv1").kernel.numpy()[..., 0].size), f"{np.prod(first):,}"},
        ("two-minutes", 4): {str(last[3]), str(last[1]), str(receptive_field(model, "conv5").size[0])},
        ("why-dog", 0): {"16", *(percent(chances[16, k]) for k in (DOG, CAT)), *(text(scores[k]) for k in (DOG, CAT)), str(last[3])},
        ("why-dog", 1): {*map(str, shares[:, DOG].argsort()[::-1][:4]), text(shares[93, DOG]), text(scores[DOG])},
        ("why-dog", 2): {"93", text(dog["gap"][0, 93]), text(kernel[93, DOG], 3), text(shares[93, DOG])},
        ("why-dog", 3): {"93", percent(chances[16, DOG]), percent(without[DOG]), text(shares[93, CAT]), text(shares[93, DOG] - shares[93, CAT])},
        ("why-dog", 4): {"12"},
        ("one-number", 0): {"5", "10", "12", "3", text(one[10, 12]), "27"},
        ("one-number", 1): {"5", "10", "12", "27", *map(text, parts[10, 12]), text(part_bias), text(max(0, one[10, 12]), 0)},
        ("one-number", 2): {"255", "0.5", "9", str(9 * first[3]), str(first[3])},
        ("one-number", 3): {"93", text(top.max()), "3", str(before[3]), str(9 * before[3])},
        ("one-number", 4): {str(down - up), str(right - left), text(top.max())},
        ("one-number", 5): {f"{sum(int(np.prod(layer.output.shape[1:])) for layer in model.layers):,}"},
        ("what-a-filter-does", 0): {"5", "3"},
        ("what-a-filter-does", 1): {text(one.min()), text(one.max())},
        ("what-a-filter-does", 3): {f"{weights:,}"},
    }


def facts_of_counts(model, x_test, asked):
    """The same of what is counted over the 1,000 photos, and of photos 24 and 61."""
    labels, chances, answers, _ = asked
    right, wrong, deer = str((answers == labels).sum()), str((answers != labels).sum()), CLASSES["deer"]
    scores, without = layer_outputs(model, x_test[24])["dense"][0], predict_without(model, x_test, {"relu1": [5]})
    mixed = {(a, b): int(((labels == CLASSES[a]) & (answers == CLASSES[b])).sum()) for a in CLASSES for b in CLASSES if a != b}
    assert sorted(mixed, key=mixed.get)[-2:] == [("cat", "dog"), ("dog", "cat")]
    is_sure = chances.max(1) >= 0.9
    return {
        ("two-minutes", 5): {"100", "1,000", right},
        ("what-a-filter-does", 4): {
            *("5", "16", percent(chances[16, DOG]), percent(without[16, DOG]), "1,000", right, str((without.argmax(1) == labels).sum())),
        },
        ("when-it-is-wrong", 0): {"24", percent(chances[24, deer]), percent(chances[24, DOG]), text(scores[deer]), text(scores[DOG]), "1,000", wrong},
        ("when-it-is-wrong", 1): {"8"},
        ("when-it-is-wrong", 2): {"61", percent(chances[61, DOG])},
        ("when-it-is-wrong", 3): {
            *(str(mixed[pair]) for pair in (("cat", "dog"), ("dog", "cat"))), wrong, "90", str((is_sure & (answers != labels)).sum()), str(is_sure.sum()),
        },
        ("your-own-photo", 1): {"32", "−0.5", "0.5"},
        ("your-own-photo", 2): {"100"},
        ("your-own-photo", 4): {f"{manifest()['training']['images']:,}"},
    }


def test_every_number_on_a_card_is_the_networks(model, x_test, asked, all_tours):
    """A card's words hold the numbers that the network gives for it, all of them, and no other."""
    facts = facts_of_sums(model, x_test, asked) | facts_of_counts(model, x_test, asked)
    plain = {(tour.name, k): re.sub(r"[a-z]\d", "", card.words) for tour in all_tours for k, card in enumerate(tour.cards)}  # names have digits, too
    said = {card: set(re.findall(r"−?\d+(?:,\d{3})*(?:\.\d+)?", words)) for card, words in plain.items()}
    assert {card: numbers for card, numbers in said.items() if numbers} == facts


def test_what_cards_say_of_a_patch(model, x_test):
    """Where a card's patch begins, nothing is done yet; somewhere it is; and no patch of 8 × 8 makes photo 24 a dog."""
    deer = CLASSES["deer"]
    for image, size, start, good, is_done in (
        (16, 12, (18, 2), (2, 16), lambda chances: chances.argmax() == CAT),
        (24, 8, (16, 6), (22, 6), lambda chances: chances[deer] < 0.8),
        (61, 8, (22, 23), (2, 10), lambda chances: chances.argmax() == CAT),
    ):
        at_start, at_good = (predict(model, covered(x_test[image], *place, size))[0] for place in (start, good))
        assert (is_done(at_start), is_done(at_good)) == (False, True), image
    assert not (predict(model, everywhere(x_test[24], 8)).argmax(1) == DOG).any()


def test_a_share_on_a_card_is_that_of_the_card_as_it_is_set(model, x_test, all_tours):
    """Of the photo with the patch that its state lays on it: the numbers stand beside each other on the screen."""
    found = []
    for tour in all_tours:
        state = dict(ALL["explorer"].state)
        for k, card in enumerate(tour.cards):
            state |= card.state
            photo = x_test[state["image"]]
            if state["patch"]:
                photo = covered(photo, *map(int, state["patch"].split(".")))
            for name, said in re.findall(rf"\*?({'|'.join(CLASSES)})\*?,? with (\d+) %", card.words):
                assert said == percent(predict(model, photo)[0, CLASSES[name]]), card
                found.append((tour.name, k))
    assert found == [*2 * [("why-dog", 0)], ("when-it-is-wrong", 0), ("when-it-is-wrong", 2)]


def test_labels_and_answers_of_the_photos_that_cards_name(model, x_test, y_test):
    said = {image: cifar10dict[int(predict(model, x_test[image]).argmax())] for image in (16, 24, 61)}
    true = {image: cifar10dict[int(y_test[image].argmax())] for image in said}
    assert (said, true) == ({16: "dog", 24: "deer", 61: "dog"}, {16: "dog", 24: "dog", 61: "cat"})


def test_one_weight_moves_most_maps(model, x_test):
    """As *What a filter does* says once a weight was changed: by how little, does not matter."""
    layer = model.get_layer("conv1")
    kernel, bias = layer.get_weights()
    names = [f"relu{i}" for i in range(1, 6)]
    before = layer_outputs(model, x_test[16], names)
    for by in (0.05, 1):
        changed = kernel.copy()
        changed[1, 1, 0, 5] += by
        layer.set_weights([changed, bias])
        after = layer_outputs(model, x_test[16], names)
        layer.set_weights([kernel, bias])
        moved = sum((abs(after[name] - before[name]).max((0, 1, 2)) > 1e-6).sum() for name in names)
        assert moved > 320 / 2


def test_cat_and_dog_are_the_most_frequent_mistakes(model, x_test, y_test):
    """As *When it is wrong* says: of all pairs of label and answer."""
    labels, answers = y_test.argmax(axis=1), predict(model, x_test).argmax(axis=1)
    pairs = np.bincount((10 * labels + answers)[labels != answers], minlength=100)
    assert [divmod(pair, 10) for pair in np.argsort(-pairs)[:2]] == [(5, 3), (3, 5)]
    assert sorted(pairs)[-3] < pairs[35] == 12 < pairs[53] == 15 and pairs.sum() == 240
