#!/usr/bin/env python3
"""Completes the folder to serve: copies the page's files and shaders, draws its icons, lists the release, and when
asked to writes .br and .gz twins and packs the whole into one file.

It does not build the program or the assets. What a release is stands in release.py, the one file in single_file.py,
the icons in app_icons.py. Compressed twins are kept in the user's cache by content,
so that another clone does not compress the same bytes again.
"""
import argparse
import gzip
import hashlib
import itertools
import json
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import app_icons
import brotli
import single_file
from release import group_of, replace_file, write_release

from lessons import Wrong, write_pages

SMALLEST = 1024
# What --compress takes: quick leaves the texts as they are, and a program needs 5 s where best needs 9.
QUALITIES = {"none": None, "quick": 10, "best": 11}
MODEL_FILES = ("config.json", "model.safetensors", "tokenizer.json")
PACKED = {".png", ".jpg", ".woff2", ".br", ".gz"}
CACHE = Path(os.environ.get("WORDSPACE_CACHE") or
             Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wordspace") / "packed"


def copy_tree(source, out, left_out=()):
    """Copies what is new or changed, without the files and folders left_out."""
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        name = path.relative_to(source)
        if any(part.as_posix() in left_out for part in (name, *name.parents)):
            continue
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        replace_file(out / name, path.read_bytes())


def copy_models(source, out):
    """A folder a model, of what the page opens; how they are made stays behind, and what is gone goes."""
    opened = [path for name in MODEL_FILES for path in source.glob(f"*/{name}")]
    for path in opened:
        target = out / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, path.read_bytes())
    if out.exists():
        names = {path.parent.name for path in opened}
        for old in (p for p in out.iterdir() if p.name not in names):
            shutil.rmtree(old)


def draw_icons(svg, out):
    """Only when the drawing or what draws it is newer."""
    targets = [out / name for name, *_ in app_icons.ICONS]
    newest = max(p.stat().st_mtime_ns for p in (svg, Path(app_icons.__file__)))
    if all(t.exists() and t.stat().st_mtime_ns >= newest for t in targets):
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, data in app_icons.icons(svg).items():
        (out / name).write_bytes(data)


def is_fresh(twin, path):
    return twin.exists() and twin.stat().st_mtime_ns >= path.stat().st_mtime_ns


def compress(path, quality):
    """quality: of brotli, 0 to 11."""
    br, gz = path.with_name(path.name + ".br"), path.with_name(path.name + ".gz")
    stamp = path.with_name(path.name + ".tmp")
    if is_fresh(br, path) and is_fresh(gz, path):
        return
    data = path.read_bytes()
    key = hashlib.sha256(data).hexdigest()
    CACHE.mkdir(parents=True, exist_ok=True)
    for twin, suffix, pack in (
            (br, f".{quality}.br", lambda d: brotli.compress(d, quality=quality, lgwin=24)),
            (gz, f".{quality}.gz", lambda d: gzip.compress(d, 9 if quality == 11 else 6, mtime=0))):
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
    parser.add_argument("--assets", type=Path, help="a folder with fonts and corpora, when they are not in --out yet")
    parser.add_argument("--single", type=Path, help="write the one file that opens from a disk, too")
    parser.add_argument("--compress", choices=QUALITIES, default="none", help="what the twins cost in time")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    if options.assets:
        for folder in ("fonts", "corpora"):
            copy_tree(options.assets / folder, options.out / folder)
    copy_tree(options.source / "web", options.out, left_out={"sw.js", "packed.js", "lessons"})
    try:
        write_pages(options.source, options.out / "lessons")
    except Wrong as problem:
        sys.exit(f"Lesson sheets: {problem}")
    draw_icons(options.source / "web" / "icon.svg", options.out / "icons")
    copy_tree(options.source / "shaders", options.out / "shaders")
    copy_tree(options.source / "data", options.out / "data", left_out={"models"})
    copy_models(options.source / "data" / "models", options.out / "models")

    # What the loading bar counts: sizes before compression, which no header tells.
    counted = sorted(p for pattern in ("*.wasm", "fonts/*.ttf", "lang/*.json", "shaders/*", "corpora/corpora.json",
                                       "data/questions-*.txt")
                     for p in options.out.glob(pattern) if p.suffix not in PACKED)
    sizes = {p.relative_to(options.out).as_posix(): p.stat().st_size for p in counted}
    replace_file(options.out / "sizes.json", (json.dumps(sizes, indent=1) + "\n").encode())
    write_release(options.out, options.source / "web" / "sw.js")
    if options.single:
        single_file.write(options.source / "web", options.out, options.single)

    files = [p for p in options.out.rglob("*") if p.is_file()]
    for twin in (p for p in files if p.suffix in {".br", ".gz"}):
        if not twin.with_suffix("").exists() or not is_fresh(twin, twin.with_suffix("")):
            twin.unlink()
    if options.compress == "none":
        return
    quality = QUALITIES[options.compress]
    large = [p for p in files if p.suffix not in PACKED and p.suffix != ".tmp" and p.stat().st_size > SMALLEST
             and not (options.compress == "quick" and group_of(p.relative_to(options.out).as_posix()) == "text")]
    with ProcessPoolExecutor() as pool:
        list(pool.map(compress, sorted(large, key=lambda p: -p.stat().st_size), itertools.repeat(quality)))


if __name__ == "__main__":
    main()
