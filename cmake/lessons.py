#!/usr/bin/env python3
"""Writes the lesson sheets: web/lessons/<lab>.json into lessons/<lab>.<language>.html, with an index a language.

It does not try whether what a sheet expects holds: tests/browser/lesson_sheets.test.mjs does, with the same checks from
which this takes the numbers that it prints. web/lessons/README.md explains the format.
  lessons.py --source ROOT --out FOLDER    writes the pages into FOLDER
  lessons.py --source ROOT --check         only reads and checks
"""
import argparse
import html
import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

LANGUAGES = ("en", "vi")
BOUNDS = ("is", "is_not", "less_than", "more_than", "includes", "lacks", "between", "one_of")
RELATIONS = BOUNDS + ("near", "same_as", "differs_from")


class Wrong(Exception):
    """A sheet that cannot be printed; the text says which and why."""


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise Wrong(f"{path.name} is missing.") from None
    except ValueError as problem:
        raise Wrong(f"{path.name} is not JSON: {problem}.") from None


def labs_in_order(source):
    listed = re.search(r"^set\(labs ([a-z0-9 ]+)\)", (source / "src/labs/CMakeLists.txt").read_text(), re.M)
    if not listed:
        raise Wrong("src/labs/CMakeLists.txt names no labs.")
    return listed.group(1).split()


def of_language(field, language):
    """A part of a sheet that may differ between languages (its link, acts and checks): {"en": …, "vi": …} or one."""
    if isinstance(field, dict) and field and set(field) <= set(LANGUAGES):
        return field.get(language)
    return field


class Words:
    """The words of one language: those on screen (web/lang) and those of the sheets (web/lessons/words.json)."""

    def __init__(self, source, language):
        self.language = language
        self.screen = read_json(source / "web/lang" / f"{language}.json")
        self.own = read_json(source / "web/lessons/words.json").get(language)
        if self.own is None:
            raise Wrong(f"words.json lacks the language {language}.")

    def on_screen(self, key, where):
        head, _, rest = key.partition(".")
        found = self.screen.get(head, {}).get(rest)
        if found is None:
            raise Wrong(f"{where}: no word on screen has the key {key}.")
        return found


def text_in(field, language, where, wanted=True):
    if field is None and not wanted:
        return ""
    if not isinstance(field, dict) or not str(field.get(language, "")).strip():
        raise Wrong(f"{where} lacks the language {language}.")
    return field[language]


def shown(value, form):
    """A bound as it is printed; form % makes a share a percentage."""
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v, form) for v in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if form == "%":
        return f"{value * 100:.10g} %"
    if isinstance(value, int) and abs(value) >= 10000:
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.10g}".replace("-", "−")


def with_bounds(text, checks, where):
    """Puts the bounds of the checks in place of {0}, {0.low}, {0.high}, {0:%}."""
    def bound(match):
        number, end, form = int(match.group(1)), match.group(2), match.group(3) or ""
        if number >= len(checks):
            raise Wrong(f"{where} asks for check {number}, but there are {len(checks)}.")
        check = checks[number]
        if end:
            if "between" not in check:
                raise Wrong(f"{where} asks for both ends of check {number}, which has no “between”.")
            return shown(check["between"][0 if end == ".low" else 1], form)
        for name in BOUNDS:
            if name in check and name != "between" and not (
                    isinstance(check[name], str) and name in ("less_than", "more_than")):
                return shown(check[name], form)
        raise Wrong(f"{where} asks for the bound of check {number}, which has none to print.")

    if re.search(r"\d\.\d", re.sub(r"\{[^}]*\}|`[^`]*`", "", text)):
        raise Wrong(f"{where} has a number with a decimal point: let a check give it.")
    return re.sub(r"\{(\d+)(\.low|\.high)?(?::(%))?\}", bound, text)


def marked_up(text, words, where):
    """[key] or [key|argument] is a word on screen, `…` is typed or read, **…** is strong; the rest is plain text."""
    out = []
    for part in re.split(r"(\[[a-z0-9_]+\.[a-z0-9_.\-]+(?:\|[^\]]*)?\]|`[^`]+`|\*\*[^*]+\*\*)", text):
        if part.startswith("[") and part.endswith("]"):
            key, *arguments = part[1:-1].split("|")
            label = words.on_screen(key, where)
            for i, argument in enumerate(arguments):
                label = label.replace("{%d}" % i, argument)
            out.append(f"<b>{html.escape(label)}</b>")
        elif part.startswith("`"):
            out.append(f"<code>{html.escape(part[1:-1])}</code>")
        elif part.startswith("**"):
            out.append(f"<strong>{html.escape(part[2:-2])}</strong>")
        else:
            if re.search(r"[{}`]|\*\*|\[[a-z]+\.", part):
                raise Wrong(f"{where}: a mark was left open in “{part.strip()}”.")
            out.append(html.escape(part))
    return "".join(out)


class Sheet:
    """One file of web/lessons, checked."""

    def __init__(self, path, labs):
        self.lab = path.stem
        self.data = read_json(path)
        name = path.name
        if self.data.get("lab") != self.lab:
            raise Wrong(f"{name} says that it is for the lab {self.data.get('lab')}.")
        if self.lab not in labs:
            raise Wrong(f"{name}: there is no lab called {self.lab}.")
        minutes = self.data.get("minutes")
        if not (isinstance(minutes, list) and len(minutes) == 2 and 0 < minutes[0] <= minutes[1]):
            raise Wrong(f"{name}: “minutes” is to be the shortest and the longest time.")
        if not isinstance(self.data.get("link"), dict):
            raise Wrong(f"{name} has no “link”.")
        steps = self.data.get("steps")
        if not isinstance(steps, list) or not steps:
            raise Wrong(f"{name} has no steps.")
        for number, step in enumerate(steps, 1):
            for language in LANGUAGES:
                checks = of_language(step.get("checks"), language)
                if not checks:
                    raise Wrong(f"{name}, step {number}: nothing checks what the teacher is told to expect ({language}).")
                for check in checks:
                    if sum(kind in check for kind in ("command", "get", "state")) != 1 or \
                            not any(relation in check for relation in RELATIONS):
                        raise Wrong(f"{name}, step {number}: a check needs one of command, get and state, and a bound.")

    def fragment(self, language):
        fields = {"lab": self.lab, **of_language(self.data["link"], language), "language": language}
        return "&".join(f"{name}={quote(str(value), safe='')}" for name, value in fields.items())

    def where(self, number):
        return f"{self.lab}.json, step {number}"


def head(title, words):
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<title>{html.escape(title)}</title>
<link rel="icon" href="../icon.svg">
<link rel="stylesheet" href="lessons.css">
</head>
<body>
"""


def languages_line(name, words, all_words):
    links = []
    for language in LANGUAGES:
        label = html.escape(all_words[language].own["language"])
        if language == words.language:
            links.append(f'<span aria-current="page">{label}</span>')
        else:
            links.append(f'<a href="{name}.{language}.html" hreflang="{language}" lang="{language}">{label}</a>')
    return " · ".join(links)


def page_of(sheet, words, all_words):
    own, language, data = words.own, words.language, sheet.data
    lab_title = words.on_screen(f"lab.{sheet.lab}.title", sheet.lab)
    title = text_in(data.get("title"), language, f"{sheet.lab}.json: the title")
    aim = text_in(data.get("aim"), language, f"{sheet.lab}.json: the aim")
    address = f"../index.html#{sheet.fragment(language)}"
    out = [head(f"{lab_title}: {title} · Wordspace", words)]
    out.append(f"""<header class="bar"><nav aria-label="{html.escape(own["sheets"])}">
<a href="index.{language}.html">{html.escape(own["all"])}</a>
<span class="languages">{languages_line(sheet.lab, words, all_words)}</span></nav></header>
<main>
<p class="over">{html.escape(own["sheet"])} · {html.escape(lab_title)}</p>
<h1>{marked_up(title, words, sheet.lab)}</h1>
<p class="pupil"><span>{html.escape(own["name"])}</span><span>{html.escape(own["class"])}</span><span>{html.escape(own["date"])}</span></p>
<p class="aim"><strong>{html.escape(own["aim"])}</strong> {marked_up(aim, words, sheet.lab)}</p>
<p class="facts"><strong>{html.escape(own["time"])}</strong> {html.escape(own["minutes"].format(*data["minutes"]))}
<strong>{html.escape(own["open"])}</strong> <a href="{html.escape(address)}">{marked_up(text_in(data.get("opens"), language, f"{sheet.lab}.json: “opens”"), words, sheet.lab)}</a></p>
""")
    for number, step in enumerate(data["steps"], 1):
        where = sheet.where(number)
        kind = f' <span class="kind">{html.escape(own["harder"])}</span>' if step.get("harder") else ""
        out.append(f'<section class="step">\n<h2>{html.escape(own["step"].format(number))}{kind}</h2>\n')
        predict = text_in(step.get("predict"), language, f"{where}, “predict”", wanted=False)
        if predict:
            out.append(f'<p><strong class="predict">{html.escape(own["predict"])}</strong> {marked_up(predict, words, where)}</p>\n'
                       f'{answer_lines(step.get("predict_lines", 1))}')
        out.append(f'<p>{marked_up(text_in(step.get("do"), language, f"{where}, “do”"), words, where)}</p>\n')
        out.append(f'<p class="ask">{marked_up(text_in(step.get("ask"), language, f"{where}, “ask”"), words, where)}</p>\n')
        out.append(answer_lines(step.get("lines", 2)))
        out.append("</section>\n")
    out.append(f"""<p class="choice"><input type="checkbox" id="with-teacher" checked> <label for="with-teacher">{html.escape(own["with_teacher"])}</label></p>
<section class="teacher">
<h2>{html.escape(own["teacher"])}</h2>
<p>{html.escape(own["tested"])}</p>
<ol>
""")
    for number, step in enumerate(data["steps"], 1):
        where = f"{sheet.where(number)}, “expect”"
        expect = with_bounds(text_in(step.get("expect"), language, where), of_language(step["checks"], language), where)
        out.append(f"<li>{marked_up(expect, words, where)}</li>\n")
    out.append("</ol>\n")
    note = text_in(data.get("note"), language, f"{sheet.lab}.json: the note", wanted=False)
    if note:
        out.append(f"<p>{marked_up(note, words, sheet.lab)}</p>\n")
    out.append("</section>\n</main>\n</body>\n</html>\n")
    return "".join(out)


def answer_lines(count):
    return '<div class="lines">' + "<div></div>" * count + "</div>\n" if count else ""


def index_of(sheets, words, all_words):
    own, language = words.own, words.language
    out = [head(f"{own['sheets']} · Wordspace", words)]
    out.append(f"""<header class="bar"><nav aria-label="{html.escape(own["sheets"])}">
<a href="../index.html#language={language}">{html.escape(own["to_lab"])}</a>
<span class="languages">{languages_line("index", words, all_words)}</span></nav></header>
<main>
<h1>{html.escape(own["sheets"])}</h1>
<p class="aim">{html.escape(own["about"])}</p>
<ol class="sheets">
""")
    for sheet in sheets:
        lab_title = words.on_screen(f"lab.{sheet.lab}.title", sheet.lab)
        title = text_in(sheet.data.get("title"), language, f"{sheet.lab}.json: the title")
        aim = text_in(sheet.data.get("aim"), language, f"{sheet.lab}.json: the aim")
        out.append(f'<li><a href="{sheet.lab}.{language}.html">{html.escape(lab_title)}: {marked_up(title, words, sheet.lab)}</a> '
                   f'<span class="minutes">{html.escape(own["minutes"].format(*sheet.data["minutes"]))}</span>'
                   f"<br>{marked_up(aim, words, sheet.lab)}</li>\n")
    out.append("</ol>\n</main>\n</body>\n</html>\n")
    return "".join(out)


def make_pages(source):
    """{file name: text} of all pages; raises Wrong when a sheet cannot be printed."""
    labs = labs_in_order(source)
    words = {language: Words(source, language) for language in LANGUAGES}
    folder = source / "web/lessons"
    sheets = [Sheet(path, labs) for path in folder.glob("*.json") if path.name != "words.json"]
    sheets.sort(key=lambda sheet: labs.index(sheet.lab))
    pages = {}
    for language in LANGUAGES:
        for sheet in sheets:
            pages[f"{sheet.lab}.{language}.html"] = page_of(sheet, words[language], words)
        pages[f"index.{language}.html"] = index_of(sheets, words[language], words)
    pages["lessons.css"] = (folder / "lessons.css").read_text(encoding="utf-8")
    return pages


def write_pages(source, out):
    out.mkdir(parents=True, exist_ok=True)
    for name, text in make_pages(source).items():
        target, data = out / name, text.encode()
        if target.exists() and target.read_bytes() == data:
            continue
        temporary = target.with_name(target.name + ".tmp")
        temporary.write_bytes(data)
        os.replace(temporary, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    try:
        if options.check:
            make_pages(options.source)
        elif options.out:
            write_pages(options.source, options.out)
        else:
            parser.error("--out or --check is needed")
    except Wrong as problem:
        sys.exit(f"Lesson sheets: {problem}")


if __name__ == "__main__":
    main()
