"""Turns each source package into documents of lines of plain text: a line is a verse, sentence or
definition, a document is a chapter, entry, page or group. Not the packer (pack_corpora.py)."""

import collections
import gzip
import html
import re
import struct
import zlib

# --- shared ------------------------------------------------------------------------------------

ABBREVIATIONS = {
    "mr", "mrs", "ms", "dr", "st", "esq", "messrs", "jr", "sr", "capt", "col", "prof", "rev", "vol",
    "e.g", "i.e", "cf", "vs", "etc", "viz", "esp", "inc", "ltd", "corp", "co", "no", "fig", "approx",
}  # fmt: skip
SENTENCE_END = re.compile(r"([.!?]+[\"'”’)\]]*)(?:\s+|(?<=--))(?=[\"'“‘(\[]*[A-Z0-9])|(?<=[.!?])--(?=[A-Z])")


def tidy(text):
    """One line: white space run together, no space before punctuation."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" +([,;:.!?])(?=\s|$)", r"\1", text)


def sentences(paragraph):
    """Splits one paragraph where a sentence ends and a capital or digit follows; not after Mr. and the like."""
    text = tidy(paragraph)
    out = []
    begin = 0
    for match in SENTENCE_END.finditer(text):
        word = re.search(r"([\w.]*\w)\.$", text[begin : match.end(1) if match.group(1) else match.start()])
        if word and (word.group(1).lower() in ABBREVIATIONS or re.fullmatch(r"[A-Za-z]", word.group(1))):
            continue
        out.append(text[begin : match.end()].strip())
        begin = match.end()
    if text[begin:].strip():
        out.append(text[begin:].strip())
    return out


def paragraphs(lines):
    """Joins lines into paragraphs at blank lines."""
    current = []
    for line in lines:
        if line.strip():
            current.append(line.strip())
        elif current:
            yield " ".join(current)
            current = []
    if current:
        yield " ".join(current)


# --- Sword modules: two Bibles -------------------------------------------------------------------


def _sword_verses(package, testament):
    """The marked-up records of one testament of a zText module, in order."""
    index = package.read(f"{testament}.bzs")
    verses = package.read(f"{testament}.bzv")
    packed = package.read(f"{testament}.bzz")
    blocks = []
    for offset, size, unpacked in struct.iter_unpack("<III", index):
        block = zlib.decompress(packed[offset : offset + size])
        if len(block) != unpacked:
            raise ValueError("a block of the module has another size than its index says")
        blocks.append(block)
    for block, offset, size in struct.iter_unpack("<IIH", verses):
        if size:
            yield blocks[block][offset : offset + size].decode("utf-8")


SWORD_MARK = re.compile(r'<div\b[^>]*\btype="(?:book|front|glossary|x-other)"[^>]*>|<chapter\b[^>]*\bsID=[^>]*>')


def sword_bible(package):
    """A document a chapter, a line a verse; notes, titles, introductions and markup left out."""
    documents = [[]]
    for testament in ("ot", "nt"):
        inside = False  # a chapter, as against what stands before, between and after the books
        for record in _sword_verses(package, testament):
            at = 0
            for mark in [*SWORD_MARK.finditer(record), None]:
                piece = record[at : mark.start() if mark else len(record)]
                if inside:
                    verse = _sword_plain(piece)
                    if verse:
                        documents[-1].append(verse)
                if mark:
                    at = mark.end()
                    inside = mark.group().startswith("<chapter")
                    if inside:
                        documents.append([])
    return [document for document in documents if document]


def _sword_plain(markup):
    markup = re.sub(r"<(note|title|speaker)\b[^>]*/>", " ", markup)
    markup = re.sub(r"<(note|title|speaker)\b.*?</\1>", " ", markup, flags=re.S)
    markup = re.sub(r"</?(?:w|transChange|divineName|hi|q|seg|foreign|inscription|name)\b[^>]*>", "", markup)
    text = tidy(html.unescape(re.sub(r"<[^>]*>", " ", markup)).replace("¶", " "))
    return text if re.search(r"\w", text) else ""


# --- WordNet -------------------------------------------------------------------------------------

SYNSETS_PER_DOCUMENT = 40


def wordnet(package):
    """A line a synset: its words, its definition, its examples. A document is 40 neighbouring synsets
    of one lexicographer file (animals, feelings, verbs of motion, ...)."""
    documents = []
    for part in ("noun", "verb", "adj", "adv"):
        by_file = {}
        for line in package.read(f"/data.{part}").decode("utf-8", "replace").splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            head, gloss = line.split(" | ", 1)
            fields = head.split(" ")
            num_words = int(fields[3], 16)
            words = []
            for word in fields[4 : 4 + 2 * num_words : 2]:
                word = re.sub(r"\((?:a|p|ip)\)$", "", word).replace("_", " ")
                if word not in words:
                    words.append(word)
            by_file.setdefault(fields[1], []).append(tidy(", ".join(words) + ": " + gloss.replace("_", " ")))
        for lines in by_file.values():
            for begin in range(0, len(lines), SYNSETS_PER_DOCUMENT):
                documents.append(lines[begin : begin + SYNSETS_PER_DOCUMENT])
    return documents


# --- Jane Austen, from R's lazy-load database ------------------------------------------------------


def _r_strings(data):
    """The elements of one serialised character vector (XDR format, version 2 or 3)."""
    if data[:2] != b"X\n":
        raise ValueError("not R's XDR format")
    version = struct.unpack_from(">i", data, 2)[0]
    at = 14
    if version == 3:
        at += 4 + struct.unpack_from(">i", data, at)[0]
    kind, length = struct.unpack_from(">ii", data, at)
    if kind & 0xFF != 16:
        raise ValueError("not a character vector")
    at += 8
    strings = []
    for _ in range(length):
        size = struct.unpack_from(">i", data, at + 4)[0]
        at += 8
        strings.append(data[at : at + max(size, 0)].decode("utf-8", "replace"))
        at += max(size, 0)
    return strings


def _r_books(package):
    """Name -> lines of each character vector of the package's data, in the order of its names."""
    index = zlib.decompress(package.read("/data/Rdata.rdx"), 47)
    base = package.read("/data/Rdata.rdb")
    # The index pairs names with (offset, size): two-integer vectors, then the names, in order.
    places = []
    for match in re.finditer(rb"\x00\x00\x00\x0d\x00\x00\x00\x02(.{8})", index, flags=re.S):
        places.append(struct.unpack(">ii", match.group(1)))
    books = []
    for offset, size in places:
        chunk = base[offset : offset + size]
        books.append(_r_strings(zlib.decompress(chunk[4:])))
    return books


CHAPTER = re.compile(r"^\s*(?:chapter\s+(?:[ivxlc]+|\d+)|volume\s+[ivx]+|the end|finis)\.?\s*(?:\(.*\))?$", re.I)


def austen(package):
    """A document a chapter, a line a sentence."""
    documents = []
    for lines in _r_books(package):
        chapters = []
        for line in lines:
            if CHAPTER.match(line):
                if re.match(r"^\s*chapter", line, re.I):
                    chapters.append([])
                continue
            if chapters:  # what stands before the first chapter is the title page
                chapters[-1].append(line.replace("_", ""))
        for chapter in chapters:
            documents.append([s for p in paragraphs(chapter) for s in sentences(p)])
    return [document for document in documents if document]


# --- hacker texts ----------------------------------------------------------------------------------

LETTERS = re.compile(r"[^\W\d_]")


def _prose(lines):
    """Sentences of the paragraphs that are prose: mostly letters, not drawings or tables."""
    out = []
    for paragraph in paragraphs(lines):
        paragraph = re.sub(r"[{}]", "", paragraph).replace("_", " ")
        solid = re.sub(r"\s", "", paragraph)
        if len(LETTERS.findall(solid)) >= 0.7 * len(solid):
            out += [s for s in sentences(paragraph) if LETTERS.search(s)]
    return out


def jargon(package):
    """A document an entry (or a chapter of the essays around them), a line a sentence."""
    text = gzip.decompress(package.read("/jargon.txt.gz")).decode("utf-8", "replace").replace("\f", "\n")
    documents = [[]]
    started = False
    for line in text.split("\n"):
        heading = re.match(r"^(Chapter|Appendix)\s+[0-9A-Z]+\.\s", line)
        entry = re.match(r"^   :([^:].*?): ?(.*)$", line)
        started = started or bool(heading)
        if not started or re.match(r"^[\s┌├└│═─]+", line) and re.search(r"[┌├└│═─]", line):
            continue
        if heading:
            documents.append([])
        elif entry:
            # The headword opens the entry; pronunciation and part of speech are left out.
            documents.append([entry.group(1) + ":", ""])
        else:
            documents[-1].append(line)
    out = []
    for document in documents:
        prose = _prose(document[2:] if len(document) > 1 and document[1] == "" else document)
        if prose and len(document) > 1 and document[1] == "":
            prose[0] = document[0] + " " + prose[0]
        if prose:
            out.append(prose)
    return out


BASE64 = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}


def _dict_number(digits):
    """A number of a dictd index."""
    value = 0
    for digit in digits:
        value = value * 64 + BASE64[digit]
    return value


def foldoc(package):
    """A document an entry, a line a sentence, the headword first."""
    text = gzip.decompress(package.read(".dict.dz"))
    places = set()
    for row in package.read(".index").decode("utf-8", "replace").split("\n"):
        fields = row.split("\t")
        if len(fields) == 3 and not fields[0].startswith("00-database"):
            places.add((_dict_number(fields[1]), _dict_number(fields[2])))
    out = []
    for offset, size in sorted(places):
        entry = text[offset : offset + size].decode("utf-8", "replace").split("\n\n", 1)
        if len(entry) != 2:
            continue
        headword = tidy(entry[0]).replace("%%%", ", ").replace("_", " ")
        body = re.sub(r"<[^<>]*>", " ", entry[1])  # subject labels and addresses
        body = re.sub(r"(?m)^\s*/[^/\n]*/", " ", body)  # pronunciation
        body = re.sub(r"(?m)^\s*\(\d{4}-\d{2}-\d{2}\)\s*$", "", body)  # date of the entry
        body = re.sub(r"\(?\b\w+://\S+", " ", body)
        prose = _prose(body.split("\n"))
        if prose:
            prose[0] = headword + ": " + prose[0]
            out.append(prose)
    return out


# --- Vietnamese software help ------------------------------------------------------------------------

VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I
)


PAGES_OF_BOILERPLATE = 20  # a line that stands on more pages is navigation


def _is_vietnamese(line):
    """At least a quarter of its words have Vietnamese letters: a line that was translated."""
    words = [word for word in line.split() if LETTERS.search(word)]
    return 4 * sum(1 for word in words if VIETNAMESE.search(word)) >= max(len(words), 1)


def help_vi(package):
    """A document a page, a line a paragraph or heading that is in Vietnamese."""
    documents = []
    for path in package.paths(".html"):
        page = package.files[path].decode("utf-8", "replace")
        begin = page.find('<div id="DisplayArea"')
        end = page.find('<div id="SearchFrame"')
        if begin < 0 or end < begin:
            continue
        page = page[begin:end]
        page = re.sub(r"<(script|style|pre|code)\b.*?</\1>", " ", page, flags=re.S)
        page = re.sub(r'<span hidden="true" id="MAC[^"]*"[^>]*>(?:<span[^>]*>[^<]*</span>|[^<]*)</span>', "", page)
        page = re.sub(r"</?(?:p|h\d|li|td|th|tr|div|br|ul|ol|table)\b[^>]*>", "\n", page)
        page = html.unescape(re.sub(r"<[^>]*>", "", page))
        lines = [tidy(line.replace("_", " ")) for line in page.split("\n")]
        documents.append([line for line in dict.fromkeys(lines) if _is_vietnamese(line)])
    pages = collections.Counter(line for document in documents for line in document)
    kept = [[line for line in document if pages[line] <= PAGES_OF_BOILERPLATE] for document in documents]
    return [document for document in kept if document]
