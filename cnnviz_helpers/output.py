"""What helpers write: a folder, files in it, words on a terminal. What cannot be written is one sentence."""

import codecs
import os
import sys
import tempfile
from pathlib import Path

from .arguments import filled
from .assets import AssetError

# What our sentences hold beyond ASCII, for a terminal that cannot show it.
PLAIN_SIGNS = {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "×": "x", "−": "-", "–": "-", "→": "->", "±": "+-"}


def made_folder(folder, what):
    """The `Path` of `folder`, which is made if it is missing, once it is known that files can be written there.

    Parameters
    ----------
    folder : a path; "~" is the reader's own folder
    what : what is to be written there, in words

    Raises
    ------
    ValueError
        A file or nothing at all is there, or a place where nothing can be written.
    """
    try:
        path = Path(os.path.expanduser(filled("folder", folder)))
        if not str(folder):
            raise OSError("an empty name")
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except (OSError, TypeError, UnicodeError) as problem:
        raise _no_folder(folder, what, getattr(problem, "strerror", None) or problem) from None
    except ValueError as problem:  # a zero inside a path; a blank has its own sentence
        raise (_no_folder(folder, what, problem) if isinstance(folder, (str, Path)) else problem) from None
    return path


def _no_folder(folder, what, why):
    return ValueError(f"Expected a folder to write {what} to, got {str(folder)!r} ({why}); name another one.")


def write_file(path, content):
    """Write the bytes `content` to `path`.

    Raises
    ------
    ValueError
        A folder has this name, the disk is full, or the file may not be changed.
    """
    try:
        path.write_bytes(content)
    except OSError as problem:
        why = problem.strerror or problem
        raise ValueError(f"Expected a file that can be written, got {str(path)!r} ({why}); make room for it, or name another folder.") from None


def _in_plain_signs(error):
    """For Python's codecs: what a terminal's code page lacks, in signs that every one has."""
    missing = error.object[error.start : error.end]
    return "".join(PLAIN_SIGNS.get(sign, sign.encode("ascii", "backslashreplace").decode()) for sign in missing), error.end


codecs.register_error("plain-signs", _in_plain_signs)


def command(work):
    """Do what a command line asks for, `work()`; returns the exit code.

    It is what `work` returns, 0 for nothing; 2 after a mistake of the reader's, which is one sentence on stderr; 1 if a file failed, or
    nobody could read what was printed; 130 if the reader has stopped it.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain-signs")
    try:
        code = work() or 0
        if sys.stdout:
            sys.stdout.flush()
        return code
    except (ValueError, AssetError) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except OSError as problem:
        return _unreadable(problem)


def _unreadable(problem):
    """The exit code 1, after a sentence: a file failed, or nobody could read what was printed, as the disk is full or the pipe has closed."""
    why = problem.strerror or problem
    if problem.filename is not None:
        print(f"Expected a file that can be read and written, got {str(problem.filename)!r} ({why}); mend it, or name another.", file=sys.stderr)
        return 1
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python would try again as it ends
    if not isinstance(problem, BrokenPipeError):
        print(f"Expected somewhere to print to, but that failed ({why}); print to another place.", file=sys.stderr)
    return 1
