"""
Every sentence that a check's feedback is put together from, in one table. Nothing but people reads what comes of
it: no status, no points, no place and no grouping depends on a word here.
"""

from __future__ import annotations

from typing import Any

PHRASES: dict[str, str] = {
    # what staff read, and students where there is one line for all of it
    "hidden": "A hidden check of {stub} does not pass.",
    "followed": "{stub}: right, once the stubs it uses are: it was run again with the reference's.",
    "error": "The grader failed here, which says nothing about this submission and is no mark: staff must look.",
    "asked": "Asked: {title}",
    "means": "What it means: {meaning}.",
    "misconception": "{title}. {explanation}",
    "hint": "Where to look next: `pytest --hint`, or `check(..., hint=True)` in a notebook.",
    "nothing came": "None is what a function without a return line gives",
    "no hint": "--hint: no hint is written for what is named here.",
    "condition": "{stub}: a condition of the check does not hold.",
    "not asked for": "{name}: this was not to be observed.",
    "no value": "{name}: the check came to no value.",
    "no entry": "there is no {name}; there is {beside}.{maybe}",
    "maybe": " Did you mean {close}?",
    "differs": "{name}: got {got}, expected {expected}.",
    "differs, related": "{name}: got {got}, expected {expected}: {how}.",
    "differs, bound": "{name}: got {got}, asked is {bound}.",
    "bound: at least": "at least {low:g}",
    "bound: at most": "at most {high:g}",
    "bound: between": "between {low:g} and {high:g}",
    "bound: labelled": "at least {low:.4g} of the labels right",
    "right labels": "{fraction:.4g} of the labels right",
    "rule at": " See {place}: `{line}`.",
    "not started": "{stub}: not started yet.",
    "absent": "{stub}: there is no {kind} of this name{held}.{why}",
    "held": "; the name holds something of type {held}",
    "syntax": "{stub}: {broken}.{rest}",
    "broken": "syntax error at {place}{line}: {message}",
    "rest": " Its rest may have ended up in another cell: {broken}.",
    "why": " The file did not load whole: {fault}",
    "waits": "{stub}: waits for {stubs}.",
    "waits, own": "{stub}: this counts once the other checks of {stub} pass.",
    "waits, not started": "{stub}: waits for {stubs}, which is not started yet.",
    "waits, absent": "{stub}: waits for {stubs}, which is not there.{why}",
    "waits, syntax": "{stub}: waits for {stubs}, which has a {broken}.{rest}",
    "raised": "{stub}: raised {fault}",
    "raised in check": "{stub}: while the check used it, this was raised: {fault}",
    "not given": "{stub}: {message}",
    "ends program": "{stub}: {fault}. The function must return, not end the program.",
    "memory": "{stub}: asked for more than the {limit:g} MB that it may use here.",
    "malformed": "{stub}: its process sent something that is no answer, and was ended.",
    "crashed": "{stub}: the process ended in the middle of this check (a crash, or os._exit).",
    "at": " It was at {place} (`{line}`).",
    "at, in a loop": (
        " It was at {place} (`{line}`), in round {done:,} of {most:,} of a loop: slow, as far as that shows."
    ),
    "in a loop": " It was, in round {done:,} of {most:,} of a loop: slow, as far as that shows.",
    "computing": (
        "{stub}: did not end within {limit:g} s of computing.{at} Is there a loop whose condition never becomes "
        "false?"
    ),
    "computing, in a loop": "{stub}: did not end within {limit:g} s of computing.{at}",
    "waiting": (
        "{stub}: waited for {limit:g} s without computing anything.{at} Does it sleep, or ask for input that "
        "nobody gives?"
    ),
    "busy": (
        "{stub}: this machine was too busy with other things to run it, which says nothing about your code. Close "
        "what else is running, and try again."
    ),
    "short": (
        "{stub}: did not end within {limit:g} s. It got no more, as another check of {stub} had computed until its "
        "time was up.{at}"
    ),
    "budget": (
        "{stub}: not run to its end: all of this submission together may use {limit:g} s, and they were used up "
        "before.{at}"
    ),
    # how a wrong value relates to the right one
    "not finite": "not finite: numbers grew without bound, were divided by zero, or came of others that are not",
    "unchanged": "unchanged: as if the function had done nothing",
    "transposed": "the right numbers, transposed",
    "reshaped": "the right numbers in shape {got} instead of {expected}",
    "one for several": "one number instead of several",
    "several for one": "several numbers instead of one",
    "other shape": "shape {got} instead of {expected}",
    "zero": "zero",
    "wrong sign": "the right size with the wrong sign",
    "negligible": "next to nothing",
    "too large": "{amount:.4g} times too large{sign}",
    "too small": "{amount:.4g} times too small{sign}",
    "negative": " and of the wrong sign",
    "shifted up": "{amount:.4g} too large throughout",
    "shifted down": "{amount:.4g} too small throughout",
    "swapped": "the two components are swapped",
    "one step behind": "one step behind",
    "one step ahead": "one step ahead",
    "partly right": "{amount:g} of {entries} numbers right",
    "other case": "the same but for capital letters",
    "other spaces": "the same but for spaces",
    "other text": "the texts differ from character {amount:g} on",
    # at home, where there is room for a passage each
    "home: asked": "Asked of {stub}: {title}",
    "home: more": "And {count} more of the values differ.",
    "home: same": "The same mistake as in {check}: {title}",
    "home: error in check": "Raised while the check used {stub}. {type}: {message}",
    "home: ends program": "The function must return, not end the program.",
    "home: not given": "{message}",
    "home: error": "{type} at {place}{inside}:",
    "home: inside": ", in {function}",
    "home: differs": "{name}: got {got}, expected {expected}.",
    "home: entries": "{name}: {entries}",
    "home: both entries": "both entries differ.",
    "home: all entries": "all {count} entries differ.",
    "home: one entry": "{count} of {entries} entries differs, marked *.",
    "home: some entries": "{count} of {entries} entries differ, marked *.",
    "home: it is": "It is {how}",
    # what a picture shows
    "picture: yours": "yours",
    "picture: reference": "the reference's",
    "picture: entry": "entry",
    "picture: epoch": "epoch",
    "picture: loss": "loss",
    "picture: series": "{name}, entry by entry. Yours: {got}. The reference's: {expected}.",
    "picture: losses": ("The loss{unit} after {epochs} epochs. Yours: {got}. The reference's: {expected}."),
    "picture: way": (
        "The way of ({first}, {second}) over the loss, whose lowest place is {least}. Yours: {got}. The "
        "reference's: {expected}."
    ),
    "picture: left out": "{count} of your {of} places are beyond the picture.",
    # how a stub stands, in a few words, and what to do next
    "state: failed": "not right yet",
    "state: raised": "stops with an error",
    "state: timeout": "does not end",
    "state: memory": "needs too much memory",
    "state: crashed": "ends the program",
    "state: not started": "not started",
    "state: absent": "not there",
    "state: syntax": "has a syntax error",
    "state: not run": "not run",
    "state: right so far": "right in what was run",
    "state: right": "right",
    "state: waits": "waits for {stubs}",
    "state: waits, not started": "waits for {stubs}, which is not started yet",
    "state: waits, absent": "waits for {stubs}, which is not there",
    "state: waits, syntax": "waits for {stubs}, which has a syntax error",
    "misnamed": (
        'Not looked at: {files}. If that is where you wrote, name it {file}, or run: pytest --submission "{one}"'
    ),
    "own points wait": "Blocked: {points:g} {noun} of {stubs}, until the other checks there pass.",
    "beside": "{file} in this folder is filled in, too, and only one can count: put back the other as it was.",
    "next: write": "write {stub} in {file}.",
    "next: define": "define {stub} in {file}.",
    "next: misconception": "{stub}. {title}",
    "next: failed": "{stub}, which is {state}: see {check}.",
    "next: see": "{stub}, which {state}: see {check}.",
}


def say(key: str, **values: Any) -> str:
    """
    Return a sentence with its values in place.

    >>> say("waits", stub="loss_fn", stubs="model")
    'loss_fn: waits for model.'
    """
    return PHRASES[key].format(**values)
