#!/usr/bin/env python3
"""Packs the folder to serve into one page that opens from a disk by double click, in Chrome and Firefox: wordspace.html.

It forks nothing: boot.js and the modules that it imports go in as they are, into one inline module (browsers refuse
modules, and every fetch, of file: addresses), and web/packed.js answers for the server. A page from a disk is never
isolated, so that only the variant without threads is of use. All built-in texts go in: without wordnet the default
text and half of the presets would be refused, and the whole file is about 15 MB, which a stick reads in a second.
Python's standard library only.
"""
import argparse
import base64
import gzip
import hashlib
import os
import re
from pathlib import Path

from release import UNLISTED, group_of, replace_file

VARIANT = "simd"
PAGE_ONLY = {".html", ".js", ".css", ".png", ".svg", ".webmanifest", ".md"}
# What HTML does not leave as it is: NUL, CR, '<', and '=' itself, which begins an escape.
ESCAPED = {byte: b"=" + bytes([(byte + 64) & 255]) for byte in (0x00, 0x0D, 0x3C, 0x3D)}
IMPORT = re.compile(r"^import \{([^}]*)\} from '\./([\w-]+)\.js';\n", re.M)
EXPORT = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.M)
CACHE = Path(os.environ.get("WORDSPACE_CACHE") or
             Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wordspace") / "packed"


def packed(data):
    """gzip, kept in the user's cache as web_folder.py does."""
    kept = CACHE / (hashlib.sha256(data).hexdigest() + ".gz")
    if kept.exists():
        return kept.read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    part.write_bytes(gzip.compress(data, 9, mtime=0))
    os.replace(part, kept)
    return kept.read_bytes()


def escaped(data):
    for byte in (0x3D, 0x00, 0x0D, 0x3C):  # '=' first
        data = data.replace(bytes([byte]), ESCAPED[byte])
    return data


def exported(text):
    """Names that a module exports: functions, classes, and constants, of which a line may hold several."""
    names = re.findall(r"^export (?:(?:async )?function|class|const|let) (\w+)", text, re.M)
    for line in re.findall(r"^export const (\w+ = [^(\n]*);$", text, re.M):
        names += [part.split(" = ")[0] for part in line.split(", ")[1:]]
    return names


def module_of(folder, name, done):
    """JavaScript that defines module_<name> and what it imports, each once; done: the names so far."""
    if name in done:
        return ""
    done.add(name)
    text = (folder / f"{name}.js").read_text("utf-8")
    before = "".join(module_of(folder, other, done) for _, other in IMPORT.findall(text))
    names = exported(text)
    text = IMPORT.sub(lambda m: f"const {{{m[1].replace(' as ', ': ')}}} = module_{m[2].replace('-', '_')};\n", text)
    text = EXPORT.sub("", text)
    if re.search(r"^(import|export)\b", text, re.M):
        raise SystemExit(f"{name}.js imports or exports in a way that single_file.py does not know")
    return f"{before}const module_{name.replace('-', '_')} = (() => {{\n{text}\nreturn {{ {', '.join(names)} }};\n}})();\n"


def script_of(source, out):
    """The one module: the unpacker, the program's own script, and the page's modules. ASCII."""
    program = (out / f"wordspace-{VARIANT}.js").read_text("utf-8")
    program, found = re.subn(r"^export default (\w+);?\s*$", r"return { default: \1 };", program, flags=re.M)
    if found != 1:
        raise SystemExit(f"wordspace-{VARIANT}.js does not end in one default export")
    script = (f"const program = async () => {{\n{program}\n}};\n{{\n{(source / 'packed.js').read_text('utf-8')}}}\n" +
              module_of(source, "boot", set()))
    script = "".join(c if ord(c) < 128 else "".join(
        f"\\u{unit:04x}" for unit in memoryview(c.encode("utf-16-le")).cast("H")) for c in script)
    if re.search(r"</script|<!--", script, re.I):
        raise SystemExit("the script would end its own element")
    return script


def files_of(out):
    """Path -> bytes of what the page asks for, small things and the program first, texts last."""
    order = {"page": 0, VARIANT: 1, "model": 2, "text": 3}
    chosen = []
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        group = group_of(name)
        if path.suffix in UNLISTED or path.suffix in PAGE_ONLY or group not in order or name == "release.json":
            continue
        chosen.append((order[group], name, path))
    return {name: path.read_bytes() for _, name, path in sorted(chosen)}


def hash_source(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def page_of(source, out):
    html = (source / "index.html").read_text("utf-8")
    style = re.sub(r"@font-face \{.*?\}\n", "", (source / "style.css").read_text("utf-8"), flags=re.S)
    script = script_of(source, out)
    icon = base64.b64encode((source / "icon.svg").read_bytes()).decode()

    def change(pattern, with_what):
        nonlocal html
        html, times = re.subn(pattern, lambda _: with_what, html)
        if times == 0:
            raise SystemExit(f"index.html has no {pattern}")
    change(r' *<link rel="(?:manifest|apple-touch-icon|modulepreload)".*\n', "")
    change(r'<meta charset="utf-8">', '<meta charset="windows-1252">')
    change(r'(?<=http-equiv="Content-Security-Policy" content=")[^"]*',
           f"default-src 'none'; script-src {hash_source(script)} 'wasm-unsafe-eval'; style-src {hash_source(style)}; "
           "img-src data:; base-uri 'none'; form-action 'none'")
    change(r'href="icon\.svg"', f'href="data:image/svg+xml;base64,{icon}"')
    change(r'<link rel="stylesheet" href="style\.css">', f"<style>{style}</style>")
    change(r' *<script type="module" src="boot\.js"></script>\n', "")
    head, tail = html.split("</body>")
    page = [head.encode("ascii", "xmlcharrefreplace")]
    for name, data in files_of(out).items():
        page.append(f'<script type="application/octet-stream" data-file="{name}" data-bytes="{len(data)}">'.encode())
        page.append(escaped(packed(data)))
        page.append(b"</script>\n")
    page.append(f'<script type="module">{script}</script>\n</body>{tail}'.encode("ascii"))
    return b"".join(page)


def write(source, out, target):
    """source: the page's own files (web/); out: the finished folder; nothing is written without the program."""
    if not (out / f"wordspace-{VARIANT}.wasm").exists():
        print(f"{target.name} is left out: the variant {VARIANT} was not built.")
        return
    page = page_of(source, out)
    replace_file(target, page)
    print(f"{target.name}: {len(page) / 1e6:.1f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, default=Path(__file__).resolve().parent.parent / "web")
    parser.add_argument("--out", type=Path, required=True, help="the folder to serve")
    parser.add_argument("--target", type=Path, required=True, help="the file to write")
    options = parser.parse_args()
    write(options.source, options.out, options.target)


if __name__ == "__main__":
    main()
