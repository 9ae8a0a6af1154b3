#!/usr/bin/env python3
"""Completes the folder to serve: copies the page's files and shaders, writes .br and .gz twins.

It does not build the program or the assets. Compressed twins are kept in the user's cache by content,
so that another clone does not compress the same bytes again.
"""
import argparse
import gzip
import hashlib
import json
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import brotli

from lessons import Wrong, write_pages

SMALLEST = 1024
PACKED = {".png", ".jpg", ".woff2", ".br", ".gz"}
CACHE = Path(os.environ.get("WORDSPACE_CACHE") or
             Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wordspace") / "packed"


def replace_file(path, data):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def copy_tree(source, out, leave=None):
    """Copies what is new or changed, except what lies in the folder `leave`."""
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        target = out / path.relative_to(source)
        if leave is not None and leave in path.parents:
            continue
        if target.exists() and target.read_bytes() == path.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, path.read_bytes())


def is_fresh(twin, path):
    return twin.exists() and twin.stat().st_mtime_ns >= path.stat().st_mtime_ns


def compress(path):
    br, gz = path.with_name(path.name + ".br"), path.with_name(path.name + ".gz")
    stamp = path.with_name(path.name + ".tmp")
    if is_fresh(br, path) and is_fresh(gz, path):
        return
    data = path.read_bytes()
    key = hashlib.sha256(data).hexdigest()
    CACHE.mkdir(parents=True, exist_ok=True)
    for twin, suffix, pack in (
            (br, ".br", lambda d: brotli.compress(d, quality=11, lgwin=24)),
            (gz, ".gz", lambda d: gzip.compress(d, 9, mtime=0))):
        cached = CACHE / (key + suffix)
        if not cached.exists():
            part = CACHE / f"{key}{suffix}.{os.getpid()}"
            part.write_bytes(pack(data))
            os.replace(part, cached)
        shutil.copyfile(cached, stamp)
        os.replace(stamp, twin)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    copy_tree(options.source / "web", options.out, leave=options.source / "web/lessons")
    try:
        write_pages(options.source, options.out / "lessons")
    except Wrong as problem:
        sys.exit(f"Lesson sheets: {problem}")
    for folder in ("shaders", "data"):
        copy_tree(options.source / folder, options.out / folder)
    models = options.source / "build" / "models"  # made by the native build
    if models.exists():
        copy_tree(models, options.out / "models")

    # What the loading bar counts: sizes before compression, which no header tells.
    counted = sorted(p for pattern in ("*.wasm", "fonts/*.ttf", "lang/*.json", "shaders/*", "corpora/corpora.json",
                                       "data/questions-*.txt")
                     for p in options.out.glob(pattern) if p.suffix not in PACKED)
    sizes = {p.relative_to(options.out).as_posix(): p.stat().st_size for p in counted}
    replace_file(options.out / "sizes.json", (json.dumps(sizes, indent=1) + "\n").encode())

    files = [p for p in options.out.rglob("*") if p.is_file()]
    for twin in (p for p in files if p.suffix in {".br", ".gz"}):
        if not twin.with_suffix("").exists():
            twin.unlink()
    large = [p for p in files if p.suffix not in PACKED and p.suffix != ".tmp" and p.stat().st_size > SMALLEST]
    with ProcessPoolExecutor() as pool:
        list(pool.map(compress, sorted(large, key=lambda p: -p.stat().st_size)))


if __name__ == "__main__":
    main()
