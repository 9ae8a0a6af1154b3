"""Reads files out of Debian packages kept in the user's cache; nothing is installed or unpacked on disk.
Not a downloader: scripts/fetch_corpora fetches the packages."""

import io
import lzma
import pathlib
import subprocess
import tarfile


def find_package(folder, name):
    """The newest file NAME_*.deb of the folder, or None."""
    found = sorted(folder.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


class Package:
    """The regular files of one .deb: path without the leading "./" -> bytes."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.files = {}
        with tarfile.open(fileobj=io.BytesIO(_data_tar(self.path))) as archive:
            for member in archive:
                if member.isfile():
                    self.files[member.name.removeprefix("./")] = archive.extractfile(member).read()

    def read(self, suffix):
        """The bytes of the only file whose path ends so; KeyError when there is none."""
        for name in sorted(self.files):
            if name.endswith(suffix):
                return self.files[name]
        raise KeyError(f"{self.path.name} has no file that ends in {suffix}")

    def paths(self, suffix):
        return sorted(name for name in self.files if name.endswith(suffix))


def _data_tar(path):
    """The uncompressed data.tar of a .deb, which is an ar archive."""
    raw = path.read_bytes()
    if raw[:8] != b"!<arch>\n":
        raise ValueError(f"{path.name} is not a Debian package")
    at = 8
    while at + 60 <= len(raw):
        name = raw[at : at + 16].decode("ascii").strip().rstrip("/")
        size = int(raw[at + 48 : at + 58])
        body = raw[at + 60 : at + 60 + size]
        if name == "data.tar":
            return body
        if name == "data.tar.xz":
            return lzma.decompress(body)
        if name.startswith("data.tar"):  # another compression: dpkg knows it
            return subprocess.run(
                ["dpkg-deb", "--fsys-tarfile", str(path)], check=True, stdout=subprocess.PIPE
            ).stdout
        at += 60 + size + (size & 1)
    raise ValueError(f"{path.name} has no data.tar")
