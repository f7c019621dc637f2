"""
What students read, word by word: real mistakes, and the text of a real `pytest` run at 80 columns. A few of them;
`make feedback` takes all.

The mistakes are held-out submissions, written by somebody who had not seen the checks. After a change that is
meant, write the files anew and read them:

    PYTHONPATH=tests/helpers python tests/integration/test_feedback_texts.py
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from forked import pytest_in
from paths import DATA, ROOT
from sample import few

GOLDEN = DATA / "feedback"
MISTAKES = [
    *(
        "temperature/001_never_clears",
        "temperature/010_rebinds_outside_no_grad",
        "temperature/016_in_place_without_no_grad",
    ),
    *("temperature/023_forward_once_outside", "temperature/025_column_readings", "temperature/047_returns_nothing"),
    *("autograd_basics/03_sum_for_mean", "autograd_basics/20_alias_list", "autograd_basics/36_in_place_shift"),
    *("perceptron/20_chain_stops_early", "perceptron/31_no_backward", "chain_rule/15_tutorial_4"),
    *("chain_rule/21_graph_freed", "line_fit/01_never_cleared", "line_fit/03_no_leaf_in_epoch_two"),
    *("line_fit/41_history_of_params", "optimizers/01_step_first", "optimizers/06_sgd_in_the_loop"),
    *("custom_function/06_cube_saves_square", "custom_function/92_linear_bias_none"),
    *("optimizers_from_scratch/31_adam_eps_inside_root", "optimizers_from_scratch/80_clip_returns_norm_after"),
    *("vectorised/026_pairwise_distances_where_after_sqrt", "vectorised/085_masked_mean_multiplies_nan"),
    *("layers/038_layernorm_eps_outside_root", "layers/136_causalselfattention_mask_result_lost"),
]


def read_by_student(mistake: str, folder: Path) -> str:
    """Return what pytest says of a wrong submission, without line numbers, seconds and the warnings of torch."""
    exercise, _, name = mistake.partition("/")
    work = Path(shutil.copytree(ROOT / "assignments" / exercise, folder / exercise))
    shutil.copy(DATA / "held_out" / exercise / "wrong" / f"{name}.py", work / f"{exercise}.py")
    text = pytest_in(work, "-q", "--no-header", "--check-timeout", "60").text
    text = text[text.index("= FAILURES =") :].split("\n", 1)[1]
    text = re.sub(r"=+ warnings summary =+\n.*?(?==+ short test summary)", "", text, flags=re.DOTALL)
    return re.sub(r"line \d+", "line N", re.sub(r" in [\d.]+s.*\n", "\n", text))


@pytest.mark.parametrize("mistake", few(6, MISTAKES))
def test_the_feedback_is_what_was_read_and_found_good(tmp_path, mistake):
    assert read_by_student(mistake, tmp_path) == (GOLDEN / f"{mistake}.txt").read_text("utf-8")


def test_every_feedback_file_has_its_mistake():
    assert {str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.txt")} == set(MISTAKES)


if __name__ == "__main__":
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for each in MISTAKES:
        path = GOLDEN / f"{each}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            path.write_text(read_by_student(each, Path(place)), "utf-8")
