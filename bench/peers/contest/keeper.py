"""The processor time of a server with all its processes, those that have ended included.

As a program, `keeper.py PIDFILE COMMAND...` runs a server below a process that inherits whoever is
left behind: the time of each process that ends then arrives at its parent and at last here. As a
module it reads what has been used so far.
"""

import ctypes
import os
import signal
import sys
import time

PDEATHSIG, CHILD_SUBREAPER = 1, 36  # of prctl(2)
TICKS = os.sysconf("SC_CLK_TCK")
SETTLED_SECONDS = 0.0005  # of processor time in a pause; less is nothing that a message caused
PAUSE_SECONDS = 0.05
PAUSES_MAX = 100


class Account:
    """What the server of an Instance has used; make it before the server is started."""

    def __init__(self, instance):
        self.path = instance.path("keeper.pid")
        instance.wrapper = (sys.executable, os.path.abspath(__file__), self.path)

    def seconds(self):
        """So far. What has ended is counted in clock ticks, what lives in nanoseconds."""
        with open(self.path, encoding="ascii") as file:
            keeper = int(file.read())
        family = below(keeper)
        return sum(_of_ended(process) for process in (keeper, *family)) + sum(map(_used, family))

    def settled(self):
        """The same, once the server has nothing more to do."""
        last = self.seconds()
        for _ in range(PAUSES_MAX):
            time.sleep(PAUSE_SECONDS)
            now = self.seconds()
            if now - last < SETTLED_SECONDS:
                return now
            last = now
        return last


def below(keeper):
    """Its children, and theirs."""
    parents, family, news = _parents(), [], {keeper}
    while news:
        news = {process for process, parent in parents.items() if parent in news}
        family += news
    return family


def _parents():
    """The parent of each process."""
    found = {}
    for process in filter(str.isdigit, os.listdir("/proc")):
        fields = _stat(process)
        if fields:
            found[int(process)] = int(fields[1])
    return found


def _stat(process):
    """The fields of /proc/PID/stat behind the name, which may hold anything; none if it is gone."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return []


def _of_ended(process):
    """Of its children that it has waited for, and of theirs."""
    fields = _stat(process)
    return (int(fields[13]) + int(fields[14])) / TICKS if fields else 0.0


def _used(process):
    """Of the process itself, all threads: the clock that clock_getcpuclockid(3) would name."""
    try:
        return time.clock_gettime((~process << 3) | 2)
    except OSError:
        return 0.0


def _keep(pid_file, command):
    prctl = ctypes.CDLL(None).prctl
    prctl(CHILD_SUBREAPER, 1)
    with open(pid_file, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    child = os.fork()
    if child == 0:
        prctl(PDEATHSIG, signal.SIGKILL)
        os.execvp(command[0], command)
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == child:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_keep(sys.argv[1], sys.argv[2:]))
