"""A process that loads once what every chapter loads, and divides itself for each kernel that is asked for (`kernels.py` asks).

To load Keras and TensorFlow takes two seconds. A kernel that comes from here has them loaded, and nothing else: no chapter sees another one's names.
This file is run as a script, before anything of the book is loaded.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module

PACKAGE = "cnnviz_helpers"
LOADED = (PACKAGE, "keras", "matplotlib.pyplot", "ipykernel.kernelapp", "ipykernel.debugger")  # in this order: the package quietens TensorFlow


def main():
    """Read an order a line, {"argv": ..., "cwd": ..., "env": ...}, and answer each with the number of the process that became the kernel."""
    del sys.path[0]  # this file's folder; it is not on the path of a kernel
    for name in LOADED:
        try:
            import_module(name)
        except ImportError:
            pass  # a chapter that needs it will say so
    package = sys.modules.get(PACKAGE)
    for name in getattr(package, "__all__", ()):
        getattr(package, name)  # it loads a name's module when the name is first used
    gc.collect()
    gc.freeze()  # no kernel searches all that was loaded for what could be thrown away: that takes a quarter of a second each time
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a kernel that ends leaves nothing behind
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            return become_kernel(**json.loads(line))
        print(number, flush=True)


def become_kernel(argv, cwd, env):
    """Run an IPython kernel in this process, until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()  # signals for a kernel are sent to its group
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    IPKernelApp.launch_instance([*argv, f"--IPKernelApp.parent_handle={os.getppid()}"])  # it ends with this one's parent


if __name__ == "__main__":
    main()
