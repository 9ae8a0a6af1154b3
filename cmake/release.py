#!/usr/bin/env python3
"""Writes the list of a release (release.json: every file with its sha-256 and length, and a version that is the hash
of them all) into the folder to serve, and stamps that version into its service worker.

It decides no policy: which files are kept when stands in web/sw.js. Python's standard library only, so that the
browser tests make releases with it too.
"""
import argparse
import hashlib
import json
import os
from pathlib import Path

UNLISTED = {".br", ".gz", ".tmp"}
UNLISTED_NAMES = {"sw.js", "release.json", "picture.png"}  # the picture is for shops and READMEs, not for the lab
STAMP = "const kVersion = 'none';"


def replace_file(path, data):
    """Whole or not at all, and untouched when nothing changed: twins are fresh by their time."""
    if path.exists() and path.read_bytes() == data:
        return
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def group_of(path):
    """page: needed by every visit; relaxed, threads, simd: a variant of the program; text, model: when used."""
    if path.startswith("corpora/") and path.endswith(".txt") and path != "corpora/NOTICES.txt":
        return "text"
    if path.startswith("models/"):
        return "model"
    if path.startswith("wordspace-"):
        return path.removeprefix("wordspace-").split(".")[0]
    return "page"


def write_release(out, worker):
    """out: the folder to serve; worker: the source of the service worker."""
    source = worker.read_text("utf-8")
    if source.count(STAMP) != 1:
        raise SystemExit(f"{worker} does not hold the line {STAMP}")
    files = []
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if path.suffix in UNLISTED or name in UNLISTED_NAMES:
            continue
        data = path.read_bytes()
        files.append({"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
                      "group": group_of(name)})
    every = source + "".join(f"{file['path']} {file['sha256']}\n" for file in files)
    version = hashlib.sha256(every.encode()).hexdigest()[:16]
    rows = ",\n".join(json.dumps(file) for file in files)
    replace_file(out / "release.json", f'{{"version": "{version}", "files": [\n{rows}\n]}}\n'.encode())
    replace_file(out / "sw.js", source.replace(STAMP, f"const kVersion = '{version}';").encode())
    return version


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to serve")
    parser.add_argument("--worker", type=Path, default=Path(__file__).resolve().parent.parent / "web" / "sw.js")
    options = parser.parse_args()
    print(write_release(options.out, options.worker))


if __name__ == "__main__":
    main()
