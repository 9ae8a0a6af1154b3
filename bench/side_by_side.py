"""What peers.py and quality.py share: where things are, how a run is started, the analogy questions.

Not a benchmark itself.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = "/usr/bin/python3"  # Debian's: the one that python3-gensim installs for


def find_program(name="word2vec_run"):
    """The newest program of that name in a native build, or the one that WORDSPACE_<NAME> names."""
    named = os.environ.get("WORDSPACE_" + name.upper())
    if named:
        return named
    found = [p for p in ROOT.glob(f"build/**/bench/{name}") if p.is_file()]
    if not found:
        sys.exit(f"{name} is not built: cmake --build --preset native-release --target {name}")
    return str(max(found, key=lambda p: p.stat().st_mtime))


def node_command(program):
    """Node with what it needs to run relaxed SIMD: 18 to 22 hide it behind a flag that later ones do not know."""
    flag = "--experimental-wasm-relaxed-simd"
    known = subprocess.run(["node", flag, "-e", "0"], capture_output=True).returncode == 0
    return ["node", *([flag] if known else []), program]


def find_corpus(name):
    """The files of wordnet+bible, bible-en, ..., or a file's own name."""
    if pathlib.Path(name).exists():
        return [name]
    parts = ["wordnet", "bible-en"] if name == "wordnet+bible" else [name]
    for folder in sorted(ROOT.glob("build/**/corpora")):
        files = [folder / f"{part}.txt" for part in parts]
        if all(f.exists() for f in files):
            return [str(f) for f in files]
    sys.exit(f"the corpus {name} is not packed: build the project once")


def corpus_options(files):
    return [word for f in files for word in ("--corpus", f)]


def run_json(command, core=None):
    """Runs a command, on one core if asked for, and reads the JSON of its last line."""
    environment = dict(os.environ)
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # a machine's work-around that slows the peer
        environment.pop(name, None)
    environment["OPENBLAS_NUM_THREADS"] = "1"
    if core is not None and shutil.which("taskset"):
        command = ["taskset", "-c", str(core), *command]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def export_tokens(program, files, folder):
    tokens = str(pathlib.Path(folder) / "tokens.txt")
    subprocess.run([program, *corpus_options(files), "--export", tokens], check=True)
    return tokens


def scratch_folder():
    return tempfile.TemporaryDirectory(prefix="wordspace-bench-")


def gensim_command(tokens):
    return [PYTHON, str(pathlib.Path(__file__).with_name("gensim_run.py")), "--tokens", tokens]


def read_questions(path):
    """[(section, [a, b, c, d])] of a file in the format of the public question sets."""
    questions, section = [], ""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        words = line.lower().split()
        if line.startswith(":"):
            section = line[1:].strip()
        elif len(words) == 4 and not line.startswith("#"):
            questions.append((section, words))
    return questions


def analogy_accuracy(vectors_file, questions):
    """{section: (correct, total, skipped)} by 3CosAdd on unit vectors, the query words excluded."""
    import numpy

    with open(vectors_file, encoding="utf-8") as f:
        rows, dim = map(int, f.readline().split())
        words, vectors = [], numpy.empty((rows, dim), numpy.float32)
        for i, line in enumerate(f):
            fields = line.rstrip("\n").split(" ")
            words.append(fields[0])
            vectors[i] = numpy.array(fields[1 : dim + 1], numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    index = {word: i for i, word in enumerate(words)}
    result = {}
    for section, question in questions:
        correct, total, skipped = result.get(section, (0, 0, 0))
        if not all(word in index for word in question):
            result[section] = (correct, total, skipped + 1)
            continue
        a, b, c, d = (index[word] for word in question)
        scores = vectors @ (vectors[b] - vectors[a] + vectors[c])
        scores[[a, b, c]] = -numpy.inf
        result[section] = (correct + int(scores.argmax() == d), total + 1, skipped)
    return result
