"""
The reference solution of `classifier` is right: its loss is torch's own, its data are those of the script, and
what it trains leaves room above what is asked.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
import torch

SOLUTION = Path(__file__).parents[2] / "solutions" / "classifier"


@pytest.fixture(scope="module")
def rows(reference) -> dict[str, torch.Tensor]:
    """Training rows and test rows, standardised, with their labels; those of the test rows are the judge's."""
    features, labels = reference.load(SOLUTION / "data/train.csv")
    unseen, _ = reference.load(SOLUTION / "data/test.csv")
    features, unseen = reference.standardise(features, unseen)
    truth = json.loads((SOLUTION / "labels.json").read_text("utf-8"))["test_unseen"]["classes"]
    return {"features": features, "labels": labels, "unseen": unseen, "truth": torch.tensor(truth)}


def test_the_script_gives_the_files_that_are_there():
    made = runpy.run_path(str(SOLUTION / "make_data.py"))["files"]()

    for name, content in made.items():
        assert (SOLUTION / name).read_bytes() == content.encode("utf-8"), name
    there = {
        str(path.relative_to(SOLUTION))
        for folder in ("data", "hidden_data")
        for path in (SOLUTION / folder).iterdir()
    }
    assert there | {"labels.json"} == set(made)


def test_what_the_files_hold(reference):
    features, labels = reference.load(SOLUTION / "data/train.csv")
    unseen, none = reference.load(SOLUTION / "data/test.csv")

    assert (tuple(features.shape), features.dtype, labels.dtype) == ((300, 2), torch.float32, torch.int64)
    assert torch.bincount(labels).tolist() == [100, 100, 100]
    assert (tuple(unseen.shape), none) == ((150, 2), None)


def test_standardised_columns_have_mean_0_and_deviation_1(rows):
    assert torch.allclose(rows["features"].mean(0), torch.zeros(2), atol=1e-5)
    assert torch.allclose(rows["features"].std(0), torch.ones(2), atol=1e-5)


def test_the_loss_is_torchs_own(reference):
    torch.manual_seed(3)
    logits, labels = 3 * torch.randn(20, 5, dtype=torch.float64), torch.randint(5, (20,))
    logits.requires_grad_()

    assert torch.allclose(
        reference.cross_entropy(logits, labels), torch.nn.functional.cross_entropy(logits, labels)
    )
    assert torch.autograd.gradcheck(lambda x: reference.cross_entropy(x, labels), logits)

    large = torch.tensor([[1e4, -1e4, 0.0], [-1e4, 0.0, 1e4]], requires_grad=True)
    loss = reference.cross_entropy(large, torch.tensor([0, 0]))
    loss.backward()
    assert loss.item() == pytest.approx(torch.nn.functional.cross_entropy(large, torch.tensor([0, 0])).item())
    assert torch.isfinite(large.grad).all()


def test_every_row_comes_once_in_an_order_of_the_generators(reference):
    features, labels = torch.arange(20.0).reshape(10, 2), torch.arange(10)
    some = list(reference.batches(features, labels, 4, torch.Generator().manual_seed(1)))
    again = list(reference.batches(features, labels, 4, torch.Generator().manual_seed(1)))

    assert [len(x) for x, _ in some] == [4, 4, 2]
    assert sorted(label for _, y in some for label in y.tolist()) == list(range(10))
    assert all(torch.equal(x[:, 0], 2.0 * y) for x, y in some)
    assert all(torch.equal(x, other) for (x, _), (other, _) in zip(some, again, strict=True))


@pytest.mark.parametrize("seed", [3, 2026])
def test_there_is_room_above_the_share_that_is_asked(reference, rows, seed):
    model = reference.train_classifier(rows["features"], rows["labels"], seed)
    again = reference.train_classifier(rows["features"], rows["labels"], seed)

    share = (reference.predict(model, rows["unseen"]) == rows["truth"]).float().mean().item()
    assert share >= 0.95, "0.93 is asked"
    assert torch.equal(model(rows["unseen"]), again(rows["unseen"]))


def test_straight_lines_are_far_below_it(rows):
    torch.manual_seed(0)
    lines = torch.nn.Linear(2, 3)
    optimizer = torch.optim.Adam(lines.parameters(), lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(lines(rows["features"]), rows["labels"]).backward()
        optimizer.step()

    assert (lines(rows["unseen"]).argmax(1) == rows["truth"]).float().mean().item() < 0.75
