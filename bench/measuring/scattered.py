"""Folders that a file system places apart from each other."""

import subprocess


def scatter(folder):
    """What is made in this folder from now on goes, on ext4, each into a region of the disk with
    room: `chattr +T` marks the top of a directory tree. Elsewhere, and without the right to,
    nothing happens."""
    try:
        subprocess.run(["chattr", "+T", folder], stdin=subprocess.DEVNULL, capture_output=True,
                       check=False)
    except OSError:
        pass
