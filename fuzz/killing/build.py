"""Builds a target with a fault in it: only what the fault changes is compiled again.

The commands are those of the fuzz configuration's ninja files. The changed objects stand before
the libraries on the linker's line, so the members of the archives that define the same are not
looked at: a changed object replaces its whole member.
"""

import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess

NICE = ["nice", "-n", "10"]


class BuildFailed(Exception):
    """What the compiler, Ragel or the linker said."""


class Builder:
    """Of one build tree, `tree`, of the sources at `root`."""

    def __init__(self, root, tree):
        self.root, self.tree = pathlib.Path(root).resolve(), pathlib.Path(tree).resolve()
        entries = json.loads((self.tree / "compile_commands.json").read_text())
        self._compiling = {entry["output"]: entry for entry in map(_with_output, entries)}
        self._objects = {}
        for output, entry in self._compiling.items():
            self._objects.setdefault(entry["file"], output)
        self._linking = {}

    def program(self, target):
        """The path of the target as it is, without a fault."""
        return self.tree / "fuzz" / f"fuzz_{target}"

    def folder(self, mutant):
        """Where everything of the mutant stands."""
        return self.tree / "mutants" / mutant.id

    def build(self, mutant):
        """The program with the fault in it, made if what it is made of has changed."""
        folder = self.folder(mutant)
        program, stamp = folder / f"fuzz_{mutant.target}", folder / "stamp"
        wanted = self.stamp_of(mutant)
        if program.exists() and stamp.exists() and stamp.read_text() == wanted:
            return program
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        sources = {}
        for file, text in mutant.sources(self.root).items():
            sources[file] = folder / "source" / file
            sources[file].parent.mkdir(parents=True, exist_ok=True)
            sources[file].write_text(text)
        objects = self._objects_of(mutant, sources, folder)
        self._link(mutant.target, objects, program)
        stamp.write_text(wanted)
        return program

    def stamp_of(self, mutant):
        """Changes with the mutant and with the program that it is a fault of."""
        return mutant.digest + " " + digest_of(self.program(mutant.target))

    def _objects_of(self, mutant, sources, folder):
        objects = []
        for file, changed in sources.items():
            if file.endswith(".cpp"):
                objects.append(self._compile(self._source(file), changed, folder, self.root))
            elif file.endswith(".hpp"):
                for source in self._includers_of(mutant.target, file):
                    objects.append(self._compile(source, source, folder, folder / "source"))
        if any(file.endswith(".rl") for file in sources):
            for generated in self._generate(sources, folder):
                source = str(self.tree / "grammar" / generated.name)
                objects.append(self._compile(source, generated, folder, self.root, "-O0"))
        if not objects:
            raise BuildFailed("it changes nothing that is compiled")
        return objects

    def _file_of(self, output):
        return self._compiling[output]["file"] if output in self._compiling else ""

    def _source(self, file):
        return str(self.root / file)

    # `as_source` names the file in the build tree whose flags count; `first` is looked into for
    # headers before everything else.
    def _compile(self, as_source, changed, folder, first, *more):
        if as_source not in self._objects:
            raise BuildFailed(f"{as_source} is not compiled in {self.tree}")
        entry = self._compiling[self._objects[as_source]]
        words = shlex.split(entry["command"])
        made = folder / _name_of_made(as_source)
        words[words.index("-o") + 1] = str(made)
        words[words.index("-c") + 1] = str(changed)
        words[1:1] = [f"-I{first}"]
        near = pathlib.Path(as_source).parent  # what an #include without a folder means
        run(words + list(more) + ["-w", f"-iquote{near}"], self.tree)
        return made

    def _includers_of(self, target, header):
        """The sources that the target is linked from and that include the header."""
        answer = run(["ninja", "-t", "deps"], self.tree)
        wanted = self._members_of(target)
        for block in answer.split("\n\n"):
            output, colon, rest = block.partition(":")
            # A compiler cache may write them relative to the tree.
            included = {os.path.normpath(self.tree / line.strip()) for line in rest.split("\n")}
            if colon and output in wanted and str(self.root / header) in included:
                yield self._compiling[output]["file"]

    def _members_of(self, target):
        commands = run(["ninja", "-t", "commands", f"fuzz_{target}"], self.tree)
        return {word for word in commands.split() if word in self._compiling}

    # Tables that were made for speed take the compiler minutes, so these are not optimised.
    def _generate(self, sources, folder):
        grammars = folder / "grammar"
        shutil.copytree(self.root / "grammar", grammars, ignore=_all_but_grammars)
        for file, changed in sources.items():
            if file.startswith("grammar/"):
                shutil.copy(changed, grammars / file.removeprefix("grammar/"))
        changed = {file for file in sources if file.endswith(".rl")}
        for parser in sorted(grammars.glob("*.rl")):
            generated = self.tree / "grammar" / (parser.stem + ".cpp")
            if str(generated) in self._objects and changed & _included(grammars, parser):
                yield self._run_ragel(generated, grammars, folder)

    def _run_ragel(self, generated, grammars, folder):
        output = str(generated.relative_to(self.tree))
        commands = run(["ninja", "-t", "commands", output], self.tree)
        last = commands.strip().split("\n")[-1]
        last = last.replace(str(self.root / "grammar"), str(grammars))
        made = folder / "generated"
        made.mkdir(exist_ok=True)
        run(["sh", "-c", last.replace(str(generated), str(made / generated.name))], self.tree)
        return made / generated.name

    def _link(self, target, objects, program):
        if target not in self._linking:
            lines = run(["ninja", "-t", "commands", f"fuzz_{target}"], self.tree)
            command = lines.strip().split("\n")[-1]
            self._linking[target] = command.removeprefix(": && ").removesuffix(" && :")
        # Members of archives are replaced by standing before them; the target's own object is not.
        made = {pathlib.Path(each).name for each in objects}
        words = [word for word in shlex.split(self._linking[target])
                 if _name_of_made(self._file_of(word)) not in made]
        at = words.index("-o")
        words[at:at + 2] = ["-o", str(program), *map(str, objects)]
        run(words, self.tree)


def _name_of_made(source):
    return source.replace("/", "_") + ".o"


def digest_of(path):
    """Of the octets of a file; of none when it is not there."""
    path = pathlib.Path(path)
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()


def run(words, folder):
    """What the program says on stdout; BuildFailed with all it says when it fails."""
    done = subprocess.run(NICE + words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(done.stdout + done.stderr)
    return done.stdout


def _with_output(entry):
    words = shlex.split(entry["command"])
    output = words[words.index("-o") + 1]
    path = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
    return {**entry, "output": output, "file": str(path)}


def _all_but_grammars(_, names):
    return [name for name in names if "." in name and not name.endswith(".rl")]


def _included(grammars, parser):
    """The parser and every file that it includes, as paths from the root of the sources."""
    found, left = set(), [parser]
    while left:
        path = left.pop()
        name = "grammar/" + str(path.relative_to(grammars))
        if name in found or not path.exists():
            continue
        found.add(name)
        for included in re.findall(r'^\s*include \w+ "([^"]+)"', path.read_text(), re.MULTILINE):
            left.append(grammars / included)
    return found
