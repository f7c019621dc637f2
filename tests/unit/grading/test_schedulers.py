"""What is said of addresses, before anything is sent anywhere."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.grading.schedulers import reach, require_private


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "a scheduler's address has a port"),
        ("foo", "a scheduler's address has a port"),
        ("127.0.0.1", "a scheduler's address has a port"),
        ("tcp://127.0.0.1:abc", "a scheduler's address has a port"),
        ("tls://10.0.0.1:99999", "a scheduler's address has a port"),
        ("tls://", "a scheduler's address has a port"),
        ("tcp://[::1", "is not known here"),
        ("http://127.0.0.1:8786", "only tls:// and tcp:// are known here"),
        ("inproc://x:1", "only tls:// and tcp:// are known here"),
        ("tcp://no.such.host.invalid:8786", "is not known here"),
        ("tcp://192.0.2.1:8786", "is not on this machine, and not encrypted"),
        ("192.0.2.1:8786", "is not on this machine, and not encrypted"),
        ("tls://127.0.0.1:1", "tls:// needs Dask's own settings"),
        ("tcp://127.0.0.1:1", "nobody answers at tcp://127.0.0.1:1"),
        ("local:", "N is a number from 1"),
        ("local:0", "N is a number from 1"),
        ("local:x", "N is a number from 1"),
        ("local:\N{ARABIC-INDIC DIGIT THREE}", "N is a number from 1"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(address, words):
    with pytest.raises(UsageError) as caught, reach(address, insecure=False) as scheduler:
        scheduler.connect()

    assert words in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1", "tls://192.0.2.1:1"])
def test_what_stays_here_or_is_encrypted_is_private(address):
    require_private(address)


def test_an_unencrypted_network_is_used_where_it_is_asked_for():
    with reach("tcp://192.0.2.1:8786", insecure=True):
        pass  # nothing is sent before `connect`
