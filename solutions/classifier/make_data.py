"""
Write the data of `classifier`, the same every time: `data/train.csv`, `data/test.csv`, two small files of the
same kind in `hidden_data/`, and `labels.json`, which holds the right labels of the test rows. Students get `data/` alone.

Three spiral arms, one for each class, with noise across. The two features are measured in units of their own, so
that one is a hundred times as large as the other, and far from zero.
"""

import json
import math
import random
from pathlib import Path

SEED = 21
CLASSES = 3
TURN = 1.5 * math.pi
"""How far an arm turns on its way from the middle to the end."""
NOISE = 0.07
HEADER = "length,width,class"
CHECKS = ("test_unseen", "test_unseen_from_another_seed")


def row(rng, label):
    """Return the two features of a random plant of a class."""
    way = rng.uniform(0.15, 1.0)
    angle = TURN * way + 2 * math.pi * label / CLASSES
    x, y = way * math.cos(angle) + rng.gauss(0, NOISE), way * math.sin(angle) + rng.gauss(0, NOISE)
    return f"{250 + 80 * x:.2f}", f"{6 + 0.9 * y:.4f}"


def rows(rng, count):
    """Return rows of features and a label, as many of each class, in random order."""
    made = [(*row(rng, i % CLASSES), str(i % CLASSES)) for i in range(count)]
    rng.shuffle(made)
    return made


def with_labels(made):
    """Return the text of a file with labels."""
    return "\n".join([HEADER, *map(",".join, made), ""])


def without_labels(made):
    """Return the text of a file without labels."""
    return "\n".join([HEADER.rpartition(",")[0], *(",".join(each[:2]) for each in made), ""])


def files():
    """Return the content of each file, by its name."""
    rng = random.Random(SEED)
    train, test = rows(rng, 300), rows(rng, 150)
    labels = [int(label) for *_, label in test]
    return {
        "data/train.csv": with_labels(train),
        "data/test.csv": without_labels(test),
        "hidden_data/others.csv": with_labels(rows(rng, 8)),
        "hidden_data/unknown.csv": without_labels(rows(rng, 5)),
        "labels.json": json.dumps({check: {"classes": labels} for check in CHECKS}) + "\n",
    }


if __name__ == "__main__":
    for name, content in files().items():
        path = Path(__file__).parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
