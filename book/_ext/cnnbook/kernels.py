"""Kernels for the chapters that come from a nursery (`nursery.py`), with Keras and TensorFlow loaded: two seconds less for each."""

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

NURSERY = Path(__file__).with_name("nursery.py")
WORTH_A_NURSERY = 4  # kernels


class Kernel:
    """A process that the nursery has made, as far as `LocalProvisioner` asks for more than its number."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        """None while it runs. With what it ended is not known: it is the nursery's child, not ours."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 1
        return None

    wait = poll  # nobody waits for one that runs

    def send_signal(self, number):
        os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


@contextmanager
def kernel_managers(n):
    """What `nbclient` is to start `n` kernels with, as its options: managers that take them from a nursery, if the machine can and it is worth it."""
    if n < WORTH_A_NURSERY or sys.platform != "linux":  # elsewhere a process that has loaded so much cannot be divided
        yield {}
        return
    command, pipe = [sys.executable, str(NURSERY)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True) as nursery:  # Ctrl-C is for the build alone
        yield {"kernel_manager_class": _manager(nursery)}
        # Behind this line its input is closed, and so it ends.


def _manager(nursery):
    one_at_a_time = Lock()

    class Provisioner(LocalProvisioner):
        async def launch_kernel(self, cmd, *, cwd, env, **_):
            argv = cmd[cmd.index("-f") :]  # python -m ipykernel_launcher -f …
            with one_at_a_time:
                print(json.dumps({"argv": argv, "cwd": cwd, "env": dict(env)}), file=nursery.stdin, flush=True)
                self.pid = self.pgid = int(nursery.stdout.readline())
            self.process = Kernel(self.pid)
            return self.connection_info

    class Manager(AsyncKernelManager):
        def __init__(self, **options):
            super().__init__(**options)
            self.kernel_id = str(uuid.uuid4())
            self.provisioner = Provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)

    return Manager
