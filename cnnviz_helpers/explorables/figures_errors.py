"""The live figures of the chapter *When it is wrong*: entries of the registry."""

from . import firsts_errors, needs_errors, stills_errors
from .live_figure import LiveFigure

FIGURES = {
    "calibration": LiveFigure(
        {"temperature": 1, "bin": 6, "noise": 0},
        stills_errors.calibration,
        "Bars beside a rising line: of the answers that the network is so sure of, how many are right, each with an interval.",
        "Is 65 % a 65 %? All answers in bins by how sure the network is, and how many of them are right; a temperature; and what it says to noise.",
        own_alt="Bars beside a rising line: of the answers that the network is so sure of, how many are right, each with an interval.",
        needs=needs_errors.calibration,
    ),
    "mistakes": LiveFigure(
        {"image": 439, "truth": 1, "answer": 9},
        stills_errors.mistakes,
        "A table: a row for each class, a column for each answer; right answers stand on the diagonal, mistakes are the more orange, the more there are.",
        "The mistakes, as a museum: press a cell of the table to see its photos, "
        "and a photo to see which maps and which places spoke for the answer and which for the truth.",
        own_alt="A table: a row for each class, a column for each answer; right answers stand on the diagonal.",
        needs=needs_errors.mistakes,
        first=firsts_errors.mistakes,
    ),
    "what-it-uses": LiveFigure(
        {"image": 16, "change": "tiles-2", "seed": 0},
        stills_errors.what_it_uses,
        "A photo five times: as it is, in grey, mirrored, upside down, and cut into quarters that have changed places.",
        "What does it use? Change one thing in the photo, and count how many of all photos the network still gets right.",
        own_alt="A photo several times: as it is, mirrored, upside down, and cut into pieces that have changed places.",
        first=firsts_errors.what_it_uses,
    ),
    "small-push": LiveFigure(
        {"image": 16, "size": 4, "along": "slope"},
        stills_errors.small_push,
        "A photo, a pattern of coloured dots, and the photo again: the dots were added to it, and one does not see them.",
        "A small push: every pixel moves by the same small step, along the slope of the loss or by chance; the difference is shown enlarged.",
        own_alt="A photo, a pattern of dots, and the photo again: the dots were added to it, and one does not see them.",
        needs=needs_errors.one_answer,
    ),
}
