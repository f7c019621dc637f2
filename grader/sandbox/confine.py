"""
What a child gives up before it runs a student's code.

`prepare` is called once, in the fork server, before any fork; `enter` in each child, and is the one seam: it
applies every layer that this machine offers, in order, and returns the names of those that hold. A layer either
takes effect or raises OSError, and then the others stand alone and the report says so. The remaining layer,
bubblewrap, is around the fork server (`bubblewrap.py`).

Syscall numbers, BPF and Landlock's structures are left to libseccomp, landlockpy and libcap; what is written here
are names, constants of the C headers that Python does not export, and the one structure that hands to the kernel
what libseccomp has compiled.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

PROCESS, RLIMITS, NO_NEW_PRIVS, UID = "process", "rlimits", "no_new_privs", "uid"
LANDLOCK, SECCOMP, BUBBLEWRAP = "landlock", "seccomp", "bubblewrap"
LAYERS = (PROCESS, RLIMITS, NO_NEW_PRIVS, UID, LANDLOCK, SECCOMP, BUBBLEWRAP)

FIRST_UID, LAST_UID = 61184, 65519  # systemd's range for users that exist only while a service runs
USERS = LAST_UID - FIRST_UID + 1
_MB = 1024 * 1024
_PROBE_BYTES = 64 << 10
_MAX_FILE_BYTES = 64 << 20
_MAX_FOLDER_BYTES = 256 << 20
_MAX_FOLDER_ENTRIES = 16384
_MAX_OPEN_FILES = 256
_MAX_CPU_S = 3600  # the parent's clock ends a child long before; this holds where there is no parent any more
_MAX_THREADS = 64
_PRCTL = {  # linux/prctl.h
    "PDEATHSIG": 1,
    "DUMPABLE": 4,
    "NAME": 15,
    "SECCOMP": 22,
    "CHILD_SUBREAPER": 36,
    "NO_NEW_PRIVS": 38,
}
_FILTER = 2  # SECCOMP_MODE_FILTER in linux/seccomp.h
_CLONE_THREAD = 0x00010000  # linux/sched.h
_LIBC = ctypes.CDLL(None, use_errno=True)
_NOSUID_NODEV = 2 | 4  # sys/mount.h
_DETACH = 2  # sys/mount.h
_CLONE_NEWPID = 0x20000000
_USER_CAPABILITIES = "cap_setuid,cap_setgid,cap_kill,cap_chown,cap_dac_override,cap_fowner"


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    What the fork server worked out once for all children: the system-call filter (None if libseccomp is missing)
    and, as the kernel takes it, the one for a child that is process 1, the folders that may be read, why a child
    cannot change its user id ("" where it can), how many processes this user has, layers that a test switches off,
    and whether all of it is inside bubblewrap.
    """

    syscalls: Any
    compiled: bytes
    readable: tuple[str, ...]
    no_uid: str
    processes: int
    off: frozenset[str] = frozenset()
    walled: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    What one child gets: a folder of its own, memory on top of the bytes it holds now, and a user id. Of its checks
    with a limit of their own, one may use `most_mb`.
    """

    folder: str
    memory_mb: int
    uid: int
    held_bytes: int
    most_mb: int = 0


def prepare(readable: Iterable[str], off: Iterable[str] = (), *, walled: bool = False) -> Prepared:
    """Hide this fork server from its children, let it adopt what they leave behind, and build the filter."""
    if sys.platform == "linux":
        _prctl("DUMPABLE", 0)
        _prctl("CHILD_SUBREAPER", 1)
    paths = tuple(path for path in dict.fromkeys(readable) if os.path.exists(path))
    with contextlib.suppress(OSError, ImportError):  # a first use takes long: once here, or in each child
        _ruleset(paths, "/").close()
    try:
        syscalls, compiled = _system_calls(), _compiled(_system_calls()) if walled else b""
    except (ImportError, RuntimeError, OSError):  # pyseccomp raises RuntimeError where libseccomp is missing
        syscalls, compiled = None, b""
    return Prepared(syscalls, compiled, paths, _why_no_uid(paths), _processes(), frozenset(off), walled)


def enter(prepared: Prepared, bounds: Bounds) -> list[str]:
    """Confine this process and return the layers in force; none of them can be taken back."""
    steps: dict[str, Callable[[], None]] = {
        PROCESS: lambda: None,  # forked from a process that never saw a submission; `fork server` closed its files
        UID: lambda: _uid(prepared, bounds.uid),
        NO_NEW_PRIVS: lambda: _no_new_privs(prepared.walled),
        RLIMITS: lambda: _rlimits(prepared, bounds),
        LANDLOCK: lambda: _landlock(prepared.readable, bounds.folder),
        SECCOMP: lambda: _seccomp(prepared.syscalls, prepared.compiled),
    }
    held = []
    for name, apply in steps.items():
        try:
            if name not in prepared.off:
                apply()
                held.append(name)
        except (OSError, ImportError):
            continue
    return [name for name in LAYERS if name in held]


def wanted() -> tuple[str, ...]:
    """Return the layers of full isolation on this machine."""
    return tuple(how_to_get())


def missing(layers: Iterable[str], wall_problem: str = "") -> list[str]:
    """Return what `layers` lack of full isolation, each with how to get it."""
    return [hint for name, hint in how_to_get(wall_problem, layers).items() if name not in layers]


def how_to_get(wall_problem: str = "", layers: Iterable[str] = LAYERS) -> dict[str, str]:
    """Return each layer of full isolation with how to get it; `layers` are those that hold."""
    how = {
        RLIMITS: "resource limits: this system has none for address space; grade on Linux",
        NO_NEW_PRIVS: "no_new_privs: grade on Linux",
        LANDLOCK: "Landlock: pip install landlockpy; needs Linux 5.13 or newer, with landlock in its lsm= list",
        SECCOMP: "seccomp: pip install pyseccomp, and apt-get install libseccomp2 (dnf install libseccomp)",
        BUBBLEWRAP: f"bubblewrap: {wall_problem or 'it is not in force'}. apt-get install bubblewrap (>= 0.8); "
        "in a container, allow user namespaces; on Ubuntu, sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    }
    if os.name == "posix" and os.geteuid() == 0 and BUBBLEWRAP not in layers:
        how[UID] = "uid: children stay root, as other users cannot read this Python; bubblewrap mends that"
    return how


def landlock_version() -> int:
    """Return the version of Landlock that this kernel has, 0 if there is none."""
    try:
        from landlockpy import abi_version

        return max(0, int(abi_version()))
    except (ImportError, OSError):
        return 0


# --- the layers ---------------------------------------------------------------------------------------------------


def _uid(prepared: Prepared, uid: int) -> None:
    if prepared.no_uid:
        raise OSError(prepared.no_uid)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)  # also gives up every capability


def _no_new_privs(walled: bool) -> None:
    _prctl("NO_NEW_PRIVS", 1)
    _prctl("DUMPABLE", 0)  # a change of user id has reset both this and the next
    _prctl("PDEATHSIG", 9)
    if os.getuid() == 0 or walled:  # root's, or those of a fork server in a user namespace of its own
        _keep_capabilities("=")


def _rlimits(prepared: Prepared, bounds: Bounds) -> None:
    import resource

    def limit(what: int, value: int) -> None:
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, _MAX_FILE_BYTES)
    limit(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    limit(resource.RLIMIT_CPU, _MAX_CPU_S)
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is not enforced or not there
        # The kernel counts per user: what a user of our own has is this child; any other runs more than us.
        own = os.getuid() == bounds.uid
        limit(resource.RLIMIT_NPROC, _MAX_THREADS if own else prepared.processes + 4 * _MAX_THREADS)
        limit(resource.RLIMIT_MSGQUEUE, 0)
        limit(resource.RLIMIT_MEMLOCK, 0)
        limit(resource.RLIMIT_AS, bounds.held_bytes + max(bounds.most_mb, bounds.memory_mb) * _MB)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (min(bounds.held_bytes + bounds.memory_mb * _MB, hard), hard))


@contextlib.contextmanager
def room(memory_mb: int | None) -> Iterator[None]:
    """
    Let this process add no more than `memory_mb` to the address space that it has now, until the block ends; None:
    as much as before.

    This lowers the soft limit, or raises it, and student code in the process may do so as well, up to the hard one:
    what the command allows to a submission, or the largest limit of a check of this process, if that is more.
    """
    if memory_mb is None or sys.platform != "linux":
        yield
        return
    import resource

    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)  # or else what was freed before counts for nothing
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (min(_address_space(hard) + memory_mb * _MB, hard), hard))
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):  # student code has lowered the hard one
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space(most: int) -> int:
    """
    Return how many bytes of address space this process has, no fewer, and 64 KB more at the most. There may be no
    /proc to say so: what tells is under which limit some more can still be had.
    """
    import mmap
    import resource

    soft = resource.getrlimit(resource.RLIMIT_AS)[0]

    def suffices(limit: int) -> bool:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
        try:
            mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
        except (OSError, MemoryError):
            return False
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, most))
        return True

    low, high = 0, most
    while high - low > _PROBE_BYTES:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _landlock(readable: Iterable[str], folder: str) -> None:
    with _ruleset(readable, folder) as rules:
        rules.restrict()


def _ruleset(readable: Iterable[str], folder: str) -> Any:
    from landlockpy import AccessFS, Ruleset, Scope

    read_file = AccessFS.READ_FILE | AccessFS.EXECUTE
    write_file = AccessFS.WRITE_FILE | AccessFS.TRUNCATE
    own = read_file | write_file | AccessFS.READ_DIR | AccessFS.MAKE_REG | AccessFS.MAKE_DIR | AccessFS.REFER
    own |= AccessFS.REMOVE_FILE | AccessFS.REMOVE_DIR
    rules = Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
    for path in readable:
        rules.allow_path(path, read_file | AccessFS.READ_DIR if os.path.isdir(path) else read_file)
    for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
        rules.allow_path(path, AccessFS.READ_FILE | write_file)
    rules.allow_path(folder, own)
    return rules


def _seccomp(syscalls: Any, compiled: bytes) -> None:
    if syscalls is None:
        raise OSError("pyseccomp or libseccomp is missing")
    if compiled and os.getpid() == 1:
        _prctl("NO_NEW_PRIVS", 1)  # as libseccomp does
        _load(compiled)
    else:
        _kill_only(syscalls, os.getpid())
        syscalls.load()


def _kill_only(syscalls: Any, pid: int) -> None:
    """Let a process send signals to itself and its own threads; a thread id alone (tkill) is never enough."""
    from pyseccomp import ALLOW, EQ, Arg

    for name in ("kill", "tgkill"):
        syscalls.add_rule(ALLOW, name, Arg(0, EQ, pid))


def _compiled(syscalls: Any) -> bytes:
    """Return the filter for process 1 as the kernel takes it."""
    _kill_only(syscalls, 1)
    with open(os.memfd_create("filter"), "w+b") as file:  # whatever a disk allows
        syscalls.export_bpf(file)
        file.seek(0)
        return file.read()


class _Filter(ctypes.Structure):
    """`struct sock_fprog`: how many instructions of eight bytes, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _load(compiled: bytes) -> None:
    program = _Filter(len(compiled) // 8, compiled)
    if _LIBC.prctl(_PRCTL["SECCOMP"], _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter for system calls is not taken")


# What Python, torch and matplotlib need once they run. All else is refused as if this kernel did not have it, with
# ENOSYS, which libraries expect and work around: new processes and programs, sockets, other processes' memory,
# namespaces, mounts, keys, shared memory, semaphores and queues, io_uring, bpf, perf, userfaultfd, memfd, pidfd,
# and whatever later kernels bring. Changing a file's owner, mode or times is left out: Landlock does not cover it.
#
# What is left was read line by line for what could carry a bit to another child. Refused for that alone:
# fadvise64, readahead, mincore and some of madvise (they empty, fill or ask for the page cache of files that
# all children read), flock and fcntl's locks (on the same files), statfs and sysinfo (free space, memory and
# processes of the machine), pipe, pipe2 and socketpair (their inode numbers count on the whole machine),
# sendmsg and a sendto with an address.

# Open files stand for files that all children may read and none may write, or for what the child has for
# itself, a disk of its own with its own inode numbers included. That a file was read before shows in how long
# reading it takes: `bubblewrap.readable` says what is left of that.
_FILES = """
    read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3
    open openat stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getcwd chdir fchdir getdents getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    ftruncate fallocate fsync fdatasync umask sendfile copy_file_range select
    pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
"""
# The child's own address space.
_MEMORY = "brk mmap munmap mremap mprotect msync membarrier get_mempolicy"
# Its own threads and signals, its own numbers (in a process namespace of its own), its own limits and use, and
# the time. The time, and how fast one gets on, tell what else the machine is doing: that nobody can take from a
# process.
_THREADS_AND_TIME = """
    futex set_robust_list get_robust_list rseq set_tid_address gettid getpid getppid getuid geteuid getgid
    getegid getpgrp getpgid getsid getgroups getresuid getresgid sched_yield sched_getaffinity
    sched_getparam sched_getscheduler nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time
    times getrusage getrlimit uname getcpu rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend
    rt_sigpending rt_sigtimedwait sigaltstack restart_syscall pause alarm setitimer getitimer arch_prctl
    getrandom exit exit_group wait4 waitid
"""
_FCNTL = "DUPFD DUPFD_CLOEXEC GETFD SETFD GETFL SETFL"
_IOCTL = "TCGETS TIOCGWINSZ FIONREAD FIONBIO FIOCLEX FIONCLEX"
# The one socket there is, to the parent.
_CHANNEL = "recvfrom shutdown getsockopt getsockname getpeername"
_MADVISE = {"NORMAL": 0, "DONTNEED": 4, "FREE": 8, "HUGEPAGE": 14, "NOHUGEPAGE": 15}  # asm-generic/mman-common.h


def _system_calls() -> Any:
    """Return the filter without the rules that name the child's own process id."""
    import fcntl
    import termios
    from errno import ENOSYS

    from pyseccomp import ALLOW, EQ, ERRNO, MASKED_EQ, Arg, SyscallFilter

    syscalls = SyscallFilter(ERRNO(ENOSYS))
    for name in " ".join((_FILES, _MEMORY, _THREADS_AND_TIME, _CHANNEL)).split():
        syscalls.add_rule(ALLOW, name)
    syscalls.add_rule(ALLOW, "clone", Arg(0, MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))  # threads, no processes
    syscalls.add_rule(ALLOW, "prctl", Arg(0, EQ, _PRCTL["NAME"]))
    syscalls.add_rule(ALLOW, "prlimit64", Arg(0, EQ, 0))
    syscalls.add_rule(ALLOW, "sendto", Arg(4, EQ, 0))  # to nobody but whom the socket is connected to
    for advice in _MADVISE.values():
        syscalls.add_rule(ALLOW, "madvise", Arg(2, EQ, advice))
    # No F_SETOWN, F_SETSIG, FIOSETOWN: they make the kernel send any signal to any process of the same user.
    for command in _FCNTL.split():
        syscalls.add_rule(ALLOW, "fcntl", Arg(1, EQ, getattr(fcntl, f"F_{command}")))
    for request in _IOCTL.split():
        syscalls.add_rule(ALLOW, "ioctl", Arg(1, EQ, getattr(termios, request)))
    return syscalls


# --- what the fork server does ------------------------------------------------------------------------------------


def user_of(job: int) -> int:
    """Return the user id of a job: `pool` numbers them so that two at a time never share one."""
    return FIRST_UID + job % USERS


def mount_disk(folder: str, uid: int) -> None:
    """
    Give a folder a disk of its own for user `uid`, bounded in size and number of files. It is gone, and its inode
    numbers begin anew, with the next one; bubblewrap's own mounts know no bound on the number of files.
    """
    options = f"size={_MAX_FOLDER_BYTES},nr_inodes={_MAX_FOLDER_ENTRIES},mode=0700,uid={uid},gid={uid}"
    if _LIBC.mount(b"tmpfs", folder.encode(), b"tmpfs", _NOSUID_NODEV, options.encode()):
        raise OSError(ctypes.get_errno(), "a private disk cannot be mounted")


def unmount(folder: str) -> None:
    """Take a disk, or whatever is mounted there, away with all that is on it."""
    if _LIBC.umount2(folder.encode(), _DETACH):
        raise OSError(ctypes.get_errno(), f"{folder} cannot be unmounted")


def hide(folder: str) -> None:
    """Mount an empty disk over a folder; who has it open goes on to see it."""
    if _LIBC.mount(b"tmpfs", folder.encode(), b"tmpfs", _NOSUID_NODEV, b"size=4k,nr_inodes=1,mode=0755"):
        raise OSError(ctypes.get_errno(), f"{folder} cannot be hidden")


def keep_what_a_fork_server_needs() -> None:
    """Give up all capabilities but those for mounting disks, for process namespaces and for changing the user."""
    more = f"{_USER_CAPABILITIES}," if _may_change_user() else ""
    _keep_capabilities(f"{more}cap_sys_admin=ep")


class Pids:
    """
    Process numbers of its own for each child: it is number 1, its threads count from there, and what it leaves
    behind ends with it. Otherwise the numbers of one child would tell another one how many threads that has.
    """

    def __init__(self) -> None:
        self._ours = os.open("/proc/self/ns/pid", os.O_RDONLY)

    def renew(self) -> None:
        """Let the next child that is forked be the first one of a new namespace; raise OSError if that fails."""
        if _LIBC.setns(self._ours, _CLONE_NEWPID) or _LIBC.unshare(_CLONE_NEWPID):
            raise OSError(ctypes.get_errno(), "a child cannot have process numbers of its own")


def _keep_capabilities(text: str) -> None:
    """Give up all capabilities but those that `text` names, in libcap's notation."""
    libcap = ctypes.CDLL("libcap.so.2", use_errno=True)
    libcap.cap_from_text.restype = ctypes.c_void_p
    wanted = ctypes.c_void_p(libcap.cap_from_text(text.encode()))
    if not wanted or libcap.cap_set_proc(wanted):
        raise OSError(ctypes.get_errno(), f"capabilities cannot be reduced to {text!r}")


def _prctl(option: str, value: int) -> None:
    if sys.platform != "linux":
        raise OSError("prctl is Linux's")
    if _LIBC.prctl(_PRCTL[option], value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _may_change_user() -> bool:
    """Tell whether this is root, and of more users than itself: a user namespace may know root only."""
    if os.geteuid() != 0:
        return False
    try:
        with open("/proc/self/uid_map", encoding="ascii") as file:
            ranges = [[int(part) for part in line.split()] for line in file]
    except OSError:
        return True
    return any(first <= FIRST_UID and first + count > LAST_UID for first, _, count in ranges)


def _why_no_uid(readable: Iterable[str]) -> str:
    if not _may_change_user():
        return "only root can run a child as another user"
    for path in readable:
        if not _readable_by_others(path):
            return f"{path} lies in a folder that other users cannot enter"
    return ""


def _readable_by_others(path: str) -> bool:
    path = os.path.realpath(path)
    if not os.stat(path).st_mode & 0o004:
        return False
    while path != "/":
        path = os.path.dirname(path)
        if not os.stat(path).st_mode & 0o001:
            return False
    return True


def _processes() -> int:
    """Return how many threads this user runs, as far as this process can see."""
    count = 0
    try:
        for entry in os.scandir("/proc"):
            if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{entry.name}/task"))
    except OSError:
        pass
    return count
