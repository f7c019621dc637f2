"""
What code must not be able to reach, one attempt each, by what it reaches for. `tests/security/test_reading.py` and its
neighbours show that each succeeds without confinement and fails with it; `layers.py` finds out which layer stops it.
"""

# ruff: noqa: E501  a line of attack code reads best as one

from __future__ import annotations

from shooting_range import QUICK, Attack

from grader.model import Limits

ROOTS = {
    "open by a hard link",
    "open by the parent's root",
    "the memory of the parent by /proc",
    "the memory of the parent by process_vm_readv",
    "trace the parent",
    "take over the gradebook",
    "mount",
}
"""What only root can do where nothing stops it."""

READING = [
    *(
        Attack(f"open the {what}", f"def attempt(): return open('{{{what}}}').read()")
        for what in ("solution", "recording", "gradebook", "other", "key")
    ),
    Attack("list the course", "def attempt(): return os.listdir(os.path.dirname('{gradebook}'))"),
    Attack("open by way of ..", "def attempt(): return open('../' * 20 + '{gradebook}').read()"),
    Attack(
        "open by a symbolic link", "def attempt():\n os.symlink('{gradebook}', 'link')\n return open('link').read()"
    ),
    Attack("open by a hard link", "def attempt():\n os.link('/etc/passwd', 'link')\n return open('link').read()"),
    Attack("open by /proc/self/root", "def attempt(): return open('/proc/self/root{gradebook}').read()"),
    Attack("open by the parent's root", "def attempt(): return open(f'/proc/{os.getppid()}/root{key}').read()"),
    Attack(
        "the environment of any process",
        """
def attempt():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if b"GRADER_TOKEN" in open(f"/proc/{pid}/environ", "rb").read():
                return pid
        except OSError:
            pass
    raise OSError("in none of them")
""",
    ),
    Attack(
        "the memory of the parent by /proc",
        """
def attempt():
    lines = open(f"/proc/{os.getppid()}/maps").read().splitlines()
    start = int(next(line for line in lines if "[heap]" in line).split("-")[0], 16)
    with open(f"/proc/{os.getppid()}/mem", "rb") as memory:
        memory.seek(start)
        return len(memory.read(64))
""",
    ),
    Attack(
        "the memory of the parent by process_vm_readv",
        """
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

def attempt():
    here = ctypes.create_string_buffer(8)
    local, remote = Vector(ctypes.addressof(here), 8), Vector(id(None), 8)  # a fork's addresses are its parent's
    return check(libc.process_vm_readv(os.getppid(), ctypes.byref(local), 1, ctypes.byref(remote), 1, 0))
""",
    ),
    Attack("the command lines of others", "def attempt(): return open(f'/proc/{os.getppid()}/cmdline').read()[:9]"),
    Attack(
        "another machine by TCP",
        "import socket\ndef attempt(): return socket.create_connection(('127.0.0.1', {tcp}), 1)",
    ),
    Attack(
        "another machine by UDP",
        "import socket\ndef attempt(): return socket.socket(2, 2).sendto(b'secret', ('127.0.0.1', {udp}))",
    ),
    Attack("a unix socket", "import socket\ndef attempt(): return socket.socket(1, 1).connect('{unix}')"),
    Attack("an abstract socket", "import socket\ndef attempt(): return socket.socket(1, 1).connect('{abstract}')"),
    Attack(
        "the network's configuration",
        "import socket\ndef attempt():\n names = [n for _, n in socket.if_nameindex()]\n"
        " if names == ['lo']: raise OSError('nothing')\n return names",
    ),
]

NEIGHBOURS = [
    Attack("kill the parent", "def attempt(): return os.kill(os.getppid(), 9)"),
    Attack("stop the parent", "def attempt(): return os.kill(os.getppid(), 19) or os.kill(os.getppid(), 18)"),
    Attack(
        "signal the parent by tgkill", "def attempt(): return check(libc.tgkill(os.getppid(), os.getppid(), 28))"
    ),
    Attack(
        "have the kernel signal the parent",
        """
import fcntl, socket
def attempt():
    one, other = socket.socketpair()
    fcntl.fcntl(one, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(one, fcntl.F_SETSIG, 28)
    fcntl.fcntl(one, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    return other.send(b"x")
""",
    ),
    Attack("trace the parent", "def attempt(): return check(libc.ptrace(0x4206, os.getppid(), None, None))"),
    Attack(
        "lower the parent's limits",
        "import resource\ndef attempt(): return resource.prlimit(os.getppid() or 99999, resource.RLIMIT_CORE, (0, 0))",
    ),
    Attack("pin the parent to one core", "def attempt(): return os.sched_setaffinity(os.getppid(), {0})"),
    Attack("slow the parent down", "def attempt(): return os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)"),
    Attack("a file descriptor of the parent's", "def attempt(): return os.pidfd_open(os.getppid())"),
    Attack("fork", "def attempt():\n pid = os.fork()\n if pid == 0: os._exit(0)\n return os.waitpid(pid, 0)"),
    Attack(
        "fork twice into a session of its own",
        """
import time
def attempt():
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(write, b"alive")
            time.sleep(30)
        os._exit(0)
    return os.read(read, 5)
""",
    ),
    Attack(
        "run a program",
        "import subprocess\ndef attempt(): return subprocess.check_output([sys.executable, '-c', 'print(1)'])",
    ),
    Attack("become a program", "def attempt(): os.execv('/usr/bin/true', ['true'])"),
    Attack(
        "SysV shared memory", "def attempt(): return libc.shmctl(check(libc.shmget(0x5F1D0C, 64, 0o1600)), 0, None)"
    ),
    Attack("SysV semaphores", "def attempt(): return libc.semctl(check(libc.semget(0x5F1D0C, 1, 0o1600)), 0, 0)"),
    Attack(
        "a SysV message queue", "def attempt(): return libc.msgctl(check(libc.msgget(0x5F1D0C, 0o1600)), 0, None)"
    ),
    Attack(
        "a POSIX message queue",
        "def attempt(): return check(libc.mq_open(b'/grader-canary', 66, 0o600, None)), libc.mq_unlink(b'/grader-canary')",
    ),
    Attack(
        "POSIX shared memory",
        "import _posixshmem\ndef attempt():\n _posixshmem.shm_open('/grader-canary', os.O_CREAT | os.O_RDWR, 0o600)\n _posixshmem.shm_unlink('/grader-canary')",
    ),
    Attack(
        "an abstract socket to be found at",
        "import socket\ndef attempt(): return socket.socket(1, 1).bind('\\0grader-canary')",
    ),
    Attack("a port to be found at", "import socket\ndef attempt(): return socket.create_server(('127.0.0.1', 0))"),
    Attack("write the gradebook", "def attempt(): return open('{gradebook}', 'a').write('100')"),
    Attack("truncate the gradebook", "def attempt(): return os.truncate('{gradebook}', 0)"),
    Attack("delete the gradebook", "def attempt(): return os.unlink('{gradebook}')"),
    Attack("move the gradebook", "def attempt(): return os.rename('{gradebook}', '{root}/gone')"),
    Attack("open the gradebook to all", "def attempt(): return os.chmod('{gradebook}', 0o666)"),
    Attack("take over the gradebook", "def attempt(): return os.chown('{gradebook}', 12345, -1)"),
    *(
        Attack(f"write to {what}", f"def attempt():\n path = {path}\n open(path, 'w').close()\n os.unlink(path)")
        for what, path in {
            "site-packages": "os.path.dirname(torch.__file__) + '/../canary.pth'",
            "/tmp": "'/tmp/grader-canary'",
            "/dev/shm": "'/dev/shm/grader-canary'",
            "the folder above its own": "'../grader-canary'",
            "where the fork server reads": "'../home/matplotlibrc'",
        }.items()
    ),
    Attack("list its siblings", "def attempt(): return os.listdir('..')"),
    Attack("a namespace of its own", "def attempt(): return check(libc.unshare(0x10000000))"),
    Attack(
        "mount",
        "def attempt():\n here = os.getcwd().encode()\n check(libc.mount(b'tmpfs', here, b'tmpfs', 0, None))\n return libc.umount(here)",
    ),
    Attack(
        "a key in the kernel", "def attempt(): return check(libc.syscall(248, b'user', b'canary', b'x', 1, -3))"
    ),
    Attack("io_uring", "def attempt(): return check(libc.syscall(425, 8, ctypes.create_string_buffer(120)))"),
    Attack("memory without a name", "def attempt(): return os.memfd_create('canary')"),
]

PATIENT = Limits(timeout_s=20.0, memory_mb=512)

EXHAUSTING = [
    Attack("a tensor of 6 GB", "def attempt(): return torch.empty(6 << 27, dtype=torch.float64).shape"),
    Attack(
        "a list that grows to 1 GB",
        "def attempt(): return len([bytearray(1 << 24) for _ in range(64)])",
        Limits(timeout_s=20.0, memory_mb=256),
    ),
    Attack(
        "a file of 200 MB",
        "def attempt():\n with open('big', 'wb') as file:\n  for _ in range(200): file.write(bytes(1 << 20))",
        PATIENT,
    ),
    Attack(
        "400 MB in many files",
        "def attempt():\n for n in range(20):\n  with open(f'{n}', 'wb') as file: file.write(bytes(20 << 20))",
        PATIENT,
    ),
    Attack(
        "20,000 files",
        "def attempt():\n for n in range(20000): open(f'{n}', 'w').close()",
        PATIENT,
    ),
    Attack(
        "40 processes",
        """
import time
def attempt():
    for _ in range(40):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
""",
        PATIENT,
    ),
    Attack(
        "300 threads",
        """
import threading, time
def attempt():
    threading.stack_size(1 << 16)
    threads = [threading.Thread(target=time.sleep, args=(0.5,), daemon=True) for _ in range(300)]
    for thread in threads: thread.start()
""",
        PATIENT,
    ),
    Attack("500 open files", "def attempt(): return len([os.dup(0) for _ in range(500)])", QUICK),
]
