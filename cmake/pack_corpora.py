"""Packs the built-in corpora: reads Debian packages from the user's cache, writes plain UTF-8 texts, their
list (corpora.json) and their licences (NOTICES.txt). Python's standard library only; downloads nothing.
Usage: pack_corpora.py --packages FOLDER --out FOLDER"""

import argparse
import collections
import fcntl
import hashlib
import json
import os
import pathlib
import re
import sys
import unicodedata

import corpora_packages
import corpora_sources

# What each corpus is: name, title, language, source packages with their readers, licence, source.
CORPORA = [
    {
        "name": "bible-en",
        "title": "English Bible, modern language",
        "language": "en",
        "readers": [("sword-text-web", corpora_sources.sword_bible)],
        "licence": "Public domain.",
        "source": "A public-domain English translation of the Bible in today's language (Debian package "
        "sword-text-web), altered: notes, titles, names of books and markup are left out.",
    },
    {
        "name": "wordnet",
        "title": "WordNet definitions",
        "language": "en",
        "readers": [("wordnet-base", corpora_sources.wordnet)],
        "licence": "WordNet 3.0 licence (free use with its notice), copyright 2006 Princeton University.",
        "source": "Words, definitions and examples of WordNet 3.0 (Debian package wordnet-base).",
    },
    {
        "name": "austen",
        "title": "Jane Austen, six novels",
        "language": "en",
        "readers": [("r-cran-janeaustenr", corpora_sources.austen)],
        "licence": "Text in the public domain; its packaging: MIT, copyright Julia Silge.",
        "source": "Six novels of Jane Austen, cut into sentences (Debian package r-cran-janeaustenr).",
    },
    {
        "name": "king-james",
        "title": "King James Bible, 1611",
        "language": "en",
        "readers": [("sword-text-kjv", corpora_sources.sword_bible)],
        "licence": "Public domain, except in the United Kingdom (crown patent).",
        "source": "The King James Bible without notes and titles (Debian package sword-text-kjv).",
    },
    {
        "name": "hacker",
        "title": "Hacker dictionaries",
        "language": "en",
        "readers": [("jargon-text", corpora_sources.jargon), ("dict-foldoc", corpora_sources.foldoc)],
        "licence": "Jargon File 4.4.7: public domain. FOLDOC: GNU Free Documentation License, copyright Denis Howe.",
        "source": "The Jargon File and the Free On-line Dictionary of Computing, the latter altered: cut into "
        "sentences, tables left out (Debian packages jargon-text and dict-foldoc).",
    },
    {
        "name": "help-vi",
        "title": "Vietnamese software help",
        "language": "vi",
        "readers": [("libreoffice-help-vi", corpora_sources.help_vi)],
        "licence": "Mozilla Public License 2.0, copyright The Document Foundation and its translators.",
        "source": "The Vietnamese help pages of LibreOffice, the lines that are translated (Debian package "
        "libreoffice-help-vi).",
    },
]

# Corpora that join the files of others: name, title, parts.
JOINED = [("wordnet+bible", "WordNet and English Bible", ["wordnet", "bible-en"])]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


def fingerprint(packages):
    """Changes when the packer or a package does."""
    digest = hashlib.sha256()
    for script in sorted(pathlib.Path(__file__).resolve().parent.glob("*corpora*.py")):
        digest.update(script.read_bytes())
    for corpus in CORPORA:
        for package, _ in corpus["readers"]:
            path = corpora_packages.find_package(packages, package)
            digest.update(f"{path.name} {path.stat().st_size}\n".encode() if path else b"-\n")
    return digest.hexdigest()


def up_to_date(out, mark):
    try:
        packed = json.loads((out / "corpora.json").read_text("utf-8"))
        return packed["fingerprint"] == mark and all(
            (out / part["file"]).stat().st_size == part["bytes"]
            for corpus in packed["corpora"]
            for part in corpus["parts"]
        )
    except (OSError, ValueError, KeyError):
        return False


def write_whole(path, data):
    """The file appears whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def text_of(documents):
    """Lines end with a newline; an empty line ends a document; NFC."""
    text = "\n\n".join("\n".join(line for line in document) for document in documents) + "\n"
    return unicodedata.normalize("NFC", text)


def pack(corpus, packages, out, notices):
    """Writes one corpus; returns its row of the list and its word counts, or None when a package is missing."""
    documents = []
    for name, reader in corpus["readers"]:
        path = corpora_packages.find_package(packages, name)
        if not path:
            print(f"corpora: {corpus['name']} is left out: the package {name} is not in {packages}; "
                  "scripts/fetch_corpora fetches it.", file=sys.stderr)
            return None
        package = corpora_packages.Package(path)
        documents += reader(package)
        notices[name] = package.read(f"/doc/{name}/copyright").decode("utf-8", "replace")
    text = text_of(documents)
    data = text.encode("utf-8")
    write_whole(out / f"{corpus['name']}.txt", data)
    counts = collections.Counter(WORD.findall(text.lower()))
    row = {key: corpus[key] for key in ("name", "title", "language", "licence", "source")}
    row |= {
        "words": sum(counts.values()),
        "documents": len(documents),
        "bytes": len(data),
        "parts": [{"file": f"{corpus['name']}.txt", "bytes": len(data)}],
    }
    frequent = sum(1 for count in counts.values() if count >= 5)
    print(f"corpora: {row['name']}: {row['words']:,} words, {frequent:,} of them seen 5 times or more, "
          f"{row['documents']:,} documents, {len(data) / 1e6:.1f} MB")
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out.parent / ".corpora.lock", "w") as lock:  # builds of several presets share the folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = fingerprint(options.packages)
        if up_to_date(options.out, mark):
            (options.out / "corpora.json").touch()  # newer than what it was made from
            return
        notices = {}
        rows = {}
        for corpus in CORPORA:
            row = pack(corpus, options.packages, options.out, notices)
            if row:
                rows[row["name"]] = row
        for name, title, parts in JOINED:
            if all(part in rows for part in parts):
                joined = [rows[part] for part in parts]
                rows[name] = {
                    "name": name,
                    "title": title,
                    "language": joined[0]["language"],
                    "licence": " ".join(row["licence"] for row in joined),
                    "source": " ".join(row["source"] for row in joined),
                    "words": sum(row["words"] for row in joined),
                    "documents": sum(row["documents"] for row in joined),
                    "bytes": sum(row["bytes"] for row in joined),
                    "parts": [part for row in joined for part in row["parts"]],
                }
        order = [name for name, _, _ in JOINED] + [corpus["name"] for corpus in CORPORA]
        listing = {"fingerprint": mark, "corpora": [rows[name] for name in order if name in rows]}
        text = "".join(f"=== {name} ===\n\n{notice.strip()}\n\n" for name, notice in notices.items())
        write_whole(options.out / "NOTICES.txt", text.encode("utf-8"))
        write_whole(options.out / "corpora.json", json.dumps(listing, indent=1, ensure_ascii=False).encode("utf-8"))


if __name__ == "__main__":
    main()
