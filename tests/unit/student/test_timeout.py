import signal
import threading
import time

import pytest

from grader.student import timeout as limits
from grader.student.timeout import Limit, TimeIsUp

# The error may come in the middle of something that Python runs by itself, as a weak reference's callback, and is
# then reported as "ignored"; the next one follows. A signal that comes while its handler changes is reported too.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def endless():
    while True:
        pass


def swallowing():
    while True:
        try:
            time.sleep(0.001)
        except BaseException:
            pass


def swallowing_twice():
    while True:
        try:
            while True:
                try:
                    time.sleep(0.001)
                except:  # noqa: E722
                    continue
        except:  # noqa: E722
            continue


def sleeping():
    time.sleep(60)


def last_line(error):
    traceback = error.__traceback__
    while traceback.tb_next:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_name


@pytest.mark.parametrize("function", [endless, swallowing, swallowing_twice, sleeping])
def test_code_whose_time_is_up_ends_whatever_it_catches(function):
    limit = Limit(0.1)
    with pytest.raises(TimeIsUp):
        limit.run(function)

    assert limit.expired
    assert last_line(limit.stopped_at) == function.__name__


def test_code_that_turns_the_error_into_its_own_has_expired_all_the_same():
    def turning():
        try:
            endless()
        except BaseException as error:
            raise ValueError("mine") from error

    limit = Limit(0.05)
    with pytest.raises(ValueError, match="mine"):
        limit.run(turning)
    assert limit.expired


def test_code_in_time_returns_and_leaves_nothing_behind():
    handlers = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)

    assert Limit(5).run(lambda: 3) == 3
    assert (signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)) == handlers
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_timer_of_another_plugin_is_put_back():
    rung = []
    handler = signal.signal(signal.SIGALRM, lambda *event: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 30)
        Limit(5).run(lambda: None)
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        assert 20 < left <= 30
        assert signal.getsignal(signal.SIGALRM) is not handler
    finally:
        signal.signal(signal.SIGALRM, handler)


def test_no_limit_is_no_limit():
    assert Limit(None).run(lambda: signal.getitimer(signal.ITIMER_REAL)) == (0, 0)


def test_ctrl_c_is_noted_even_where_code_swallows_it():
    def swallow():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass

    limit = Limit(5)
    limit.run(swallow)
    assert limit.interrupted


def test_a_lifted_limit_lets_code_go_on():
    limit = Limit(0.05)

    def debugged():
        limit.lift()
        time.sleep(0.2)
        return "done"

    assert limit.run(debugged) == "done"
    assert not limit.expired


def test_outside_the_main_thread_the_error_is_sent_from_another():
    ended = []

    def in_thread():
        limit = Limit(0.1)
        try:
            limit.run(endless)
        except TimeIsUp:
            ended.append(last_line(limit.stopped_at))

    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join(600)
    assert ended == ["endless"]


def test_code_that_never_comes_back_is_reported(monkeypatch):
    monkeypatch.setattr(limits, "GRACE_S", 0.1)
    stuck = threading.Event()

    def deaf():
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        assert stuck.wait(600)

    limit = Limit(0.1, stuck=lambda limit: stuck.set())
    limit.run(deaf)
    assert limit.expired
    assert limit.stopped_at is not None


def waiting_s(seconds):
    """Return what the system says: threads are kept from the CPU for all of the time, or for none of it."""
    return {"always": time.monotonic, "never": lambda: 0.0, "unknown": lambda: None}[seconds]


@pytest.mark.parametrize(
    ("function", "kept", "why"),
    [
        (endless, "never", "computing"),
        (endless, "always", "computing"),
        (endless, "unknown", "computing"),
        (sleeping, "never", "waiting"),
        (sleeping, "unknown", "waiting"),
        (sleeping, "always", "kept waiting"),
    ],
)
def test_a_limit_says_what_the_code_did_with_its_time(monkeypatch, function, kept, why):
    monkeypatch.setattr(limits, "kept_waiting_s", waiting_s(kept))
    if function is endless:  # as on a machine that has nothing else to do
        monkeypatch.setattr(time, "process_time", time.monotonic)
    limit = Limit(0.1)
    with pytest.raises(TimeIsUp):
        limit.run(function)

    assert limit.why == why


def test_code_that_others_keep_from_the_cpu_has_its_time_all_the_same(monkeypatch):
    monkeypatch.setattr(limits, "kept_waiting_s", time.monotonic)
    limit = Limit(2)

    assert limit.run(lambda: time.sleep(2.5)) is None  # all of it is time in which others had the CPU
    assert not limit.expired
    assert limit.why == ""


def test_a_thread_gets_the_same_clock(monkeypatch):
    monkeypatch.setattr(limits, "kept_waiting_s", waiting_s("always"))
    limits_of_thread = []

    def in_thread():
        limit = Limit(2)
        limit.run(lambda: time.sleep(2.5))
        limits_of_thread.append(limit)

    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join(600)
    assert [limit.expired for limit in limits_of_thread] == [False]


def test_the_systems_record_of_who_is_kept_waiting_is_read_for_all_threads(monkeypatch, tmp_path):
    for thread, text in {"1": "5000000000 2000000000 12", "2": "0 1000000000 3"}.items():
        (tmp_path / thread).mkdir()
        (tmp_path / thread / "schedstat").write_text(text)
    (tmp_path / "3").mkdir()  # it has just ended
    monkeypatch.setattr(limits, "THREADS", tmp_path)

    assert limits.kept_waiting_s() == pytest.approx(3.0)


@pytest.mark.parametrize("text", ["0 0 0", "", "what?"])
def test_a_system_that_keeps_no_such_record_is_known_for_it(monkeypatch, tmp_path, text):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "schedstat").write_text(text)
    monkeypatch.setattr(limits, "THREADS", tmp_path)
    assert limits.kept_waiting_s() is None

    monkeypatch.setattr(limits, "THREADS", tmp_path / "nowhere")
    assert limits.kept_waiting_s() is None
