# SPDX-License-Identifier: GPL-2.0-or-later
"""The build that mutants live in: libblkpath.so is exchanged, and it is known which test reaches which line."""
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LIBRARY = "src/libblkpath.so"
NOT_RUN = {"style", "slow", "oracle", "mutants", "bench"}


def say(text):
    print(f"mutate: {text}", file=sys.stderr, flush=True)


class Test:
    def __init__(self, about, folder):
        self.name = about["name"]
        # what was built is named from the build folder; tests run elsewhere
        self.command = [str(folder / word) if (folder / word).is_file() else word for word in about["cmd"]]
        self.suites = {s.partition(":")[2] for s in about["suite"]}
        self.env = about["env"]
        self.seconds = 0.0
        self.lines = {}  # file: lines that it reaches

    def mark(self):
        """Changes when the program or one of its arguments does."""
        digest = hashlib.sha1(" ".join(self.command).encode())
        for word in self.command:
            if os.path.isfile(word):
                digest.update(Path(word).read_bytes())
        return digest.hexdigest()


class Build:
    def __init__(self, top, suites, files, jobs):
        self.top, self.folder = top, top / "build-mutate"
        self.make()
        self.commands = {
            os.path.relpath(os.path.join(c["directory"], c["file"]), top): c
            for c in json.loads((self.folder / "compile_commands.json").read_text())
            if c["output"].startswith(LIBRARY)
        }
        every = [Test(about, self.folder) for about in self.introspect()]
        self.tests = [t for t in every if t.suites & set(suites or t.suites - NOT_RUN)]
        self.killers = {}
        self.measure(files, jobs)

    def make(self):
        if not (self.folder / "build.ninja").exists():
            self.order(["meson", "setup", str(self.folder), "-Dshared=true", "--buildtype=plain", "-Dc_args=-O1"])
        say("building")
        self.order(["ninja", "-C", str(self.folder)])

    @staticmethod
    def order(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if done.returncode:
            sys.exit(done.stdout.decode() + f"mutate: {shlex.join(command)} failed")

    def introspect(self):
        return json.loads(subprocess.check_output(["meson", "introspect", str(self.folder), "--tests"]))

    def slot(self, name):
        """A place where a worker has its own library, its own working and temporary folder."""
        slot = self.folder / "mutants" / str(name)
        shutil.rmtree(slot, ignore_errors=True)
        for part in ("lib", "tmp", "plain"):
            (slot / part).mkdir(parents=True)
        return slot

    def compile(self, file, text, where, extra=()):
        command = self.commands[file]
        words = [w for w in shlex.split(command["command"]) if not w.startswith("-W") and w != "ccache"]
        words = words[:words.index("-MD")]
        target = where / "mutant.o"
        words += ["-w", "-iquote", str((self.top / file).parent), *extra, "-o", str(target), "-c", "-x", "c", "-"]
        done = subprocess.run(words, input=text.encode(), cwd=self.folder, capture_output=True, check=False)
        return None if done.returncode else target

    def link(self, file, replacement, slot, extra=()):
        others = [str(self.folder / c["output"]) for f, c in self.commands.items() if f != file]
        out = str(slot / "lib" / "libblkpath.so")
        subprocess.run(["cc", "-shared", "-Wl,-soname,libblkpath.so", *extra, "-o", out + ".new", *others,
                        str(replacement)], check=True)
        os.rename(out + ".new", out)

    def run(self, test, slot, limit=None, **more):
        """Whether a test passes with the library of the slot; a hang does not."""
        env = dict(os.environ, **test.env, **more)
        env.update(LD_LIBRARY_PATH=str(slot / "lib"), TMPDIR=str(slot / "tmp"))
        with open(slot / "output", "w+b") as output:
            child = subprocess.Popen(test.command, env=env, cwd=slot / "tmp", stdin=subprocess.DEVNULL,
                                     stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                code = child.wait(limit or 5 + 10 * test.seconds)
            except subprocess.TimeoutExpired:
                code = 1
            try:  # what it left behind, and itself when it hangs
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
            output.seek(0)
            return code == 0 and not re.search(rb"^not ok", output.read(), re.M)

    def measure(self, files, jobs):
        """Runs each test once with counters in the files: how long it takes, which lines it reaches."""
        memory = self.folder / "reach.json"
        known = json.loads(memory.read_text()) if memory.exists() else {}
        marks = {f: hashlib.sha1((self.top / f).read_bytes()).hexdigest() for f in files}
        stale = []
        for test in self.tests:
            row = known.get(test.name, {})
            test.id = test.mark()
            if row.get("mark") != test.id or any(row["files"].get(f) != m for f, m in marks.items()):
                stale.append(test)
            else:
                test.passes, test.seconds, test.lines = row["passes"], row["seconds"], row["lines"]
        if stale:
            say(f"running {len(stale)} tests to see what they reach")
            self.count_lines(stale, files, jobs)
            for test in stale:
                known[test.name] = {"mark": test.id, "files": marks, "passes": test.passes,
                                    "seconds": test.seconds, "lines": test.lines}
            memory.write_text(json.dumps(known))
        for test in self.tests:
            if not test.passes:
                say(f"'{test.name}' fails without any mistake and is left out")
        self.tests = [t for t in self.tests if t.passes]

    def count_lines(self, tests, files, jobs):
        place = self.slot("reach")
        for n, file in enumerate(files):
            part = place / f"{n}"
            part.mkdir()
            self.compile(file, (self.top / file).read_text(), part, ["--coverage", "-O0"])
        objects = [str(self.folder / c["output"]) for f, c in self.commands.items() if f not in files]
        subprocess.run(["cc", "-shared", "--coverage", "-Wl,-soname,libblkpath.so", "-o", str(place / "lib/libblkpath.so"),
                        *objects, *(str(place / f"{n}/mutant.o") for n in range(len(files)))], check=True)

        def one(test):
            slot = place / "tests" / test.id
            (slot / "tmp").mkdir(parents=True, exist_ok=True)
            (slot / "lib").symlink_to(place / "lib")
            start = time.time()
            test.passes = self.run(test, slot, 300, GCOV_PREFIX=str(slot / "gcda"))
            test.seconds = time.time() - start
            test.lines = self.lines_of(place, slot, files)
            shutil.rmtree(slot)

        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(one, tests))

    @staticmethod
    def lines_of(place, slot, files):
        """{file: [lines reached, lines that could be]}"""
        top = Path(str(slot / "gcda") + str(place))
        counts = sorted(top.glob("*/mutant.gcda"))
        for path in counts:
            shutil.copy(place / path.parent.name / "mutant.gcno", path.parent)
        if not counts:
            return {}
        text = subprocess.check_output(["gcov", "--json-format", "--stdout", *map(str, counts)], cwd=top,
                                       stderr=subprocess.DEVNULL)
        lines = {}
        for row in map(json.loads, text.splitlines()):
            name = files[int(Path(row["data_file"]).parent.name)]
            own = [line for f in row["files"] if f["file"] == "<stdin>" for line in f["lines"]]
            reached = sorted({line["line_number"] for line in own if line["count"]})
            if reached:
                lines[name] = [reached, sorted({line["line_number"] for line in own})]
        return lines

    def reaching(self, file, lines, slowest):
        """The tests to ask: those that killed lately, then the shortest."""
        lines = set(lines)
        tests = []
        for test in self.tests:
            reached, code = test.lines.get(file, [[], []])
            if test.seconds <= slowest and (lines & set(reached) or (reached and not lines & set(code))):
                tests.append(test)
        lately = self.killers.get(file, [])
        return sorted(tests, key=lambda t: (lately.index(t) if t in lately[:4] else 4, t.seconds))

    def was_killer(self, file, test):
        lately = self.killers.get(file, [])
        self.killers[file] = [test] + [t for t in lately if t is not test]
