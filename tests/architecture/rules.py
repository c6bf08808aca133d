"""The house rules that no linter knows, as functions from a file's path and text to its faults.

They are pure so that every one of them is also shown to fail on a planted violation.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache

MAX_FILE_LINES = 400
MAX_CLASS_LINES = 250
MAX_FUNCTION_LINES = 60

BANNED_WORDS = frozenset(
    (
        "manager",
        "managers",
        "helper",
        "helpers",
        "util",
        "utils",
        "misc",
        "common",
        "handler",
        "handlers",
        "processor",
        "processors",
        "data",
    )
)
BANNED_PREFIXES = ("do_", "handle_")
# Names that a base class of the standard library looks up by itself.
DEMANDED_NAMES = {
    "posapp/sandbox/": frozenset(
        ("do_DELETE", "do_GET", "do_HEAD", "do_PATCH", "do_POST", "do_PUT", "handle_error")
    ),
}

MAY_CATCH_EVERYTHING = frozenset(("posapp/sync/lane.py", "posapp/ui/crash.py"))
# The packages that run on Python alone, and what little they may import besides.
NEARLY_ALONE: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "ports": frozenset(["msgspec"]),  # documents that are stored as text and decoded again
    "usecases": frozenset(["email_validator"]),  # pure functions, no network
    "sync": frozenset(),
    "sandbox": frozenset(),
}

TOP_LEVEL = frozenset(
    (
        "pyproject.toml",
        "README.md",
        "build.spec",
        "requirements.lock",
        "run",
        "run.cmd",
        "posapp",
        "resources",
        "tests",
    )
)
# Spelled so that this very line does not match.
MACHINE_MARKS = re.compile(
    r"(?<![\w.])/(?:work|farm|root|home|Users)/[\w.]"
    r"|-(?:-extra)?-index-url|--find-link[s]|/simpl[e]/|\bpypi\.or[g]|pythonhoste[d]|registry\.npmj[s]"
    r"|deb\.debia[n]"
)


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    """Every node of a file; each rule looks at the same ones."""
    return tuple(ast.walk(ast.parse(text)))


def oversized(path: str, text: str) -> Iterator[str]:
    """Files, classes and functions that are asking to be two."""
    lines = text.count("\n")
    if lines > MAX_FILE_LINES:
        yield f"{path}: {lines} lines, the most is {MAX_FILE_LINES}"
    for node in _nodes(text):
        if isinstance(node, ast.ClassDef):
            limit = MAX_CLASS_LINES
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            limit = MAX_FUNCTION_LINES
        else:
            continue
        assert node.end_lineno is not None
        length = node.end_lineno - node.lineno + 1
        if length > limit:
            yield f"{path}:{node.lineno}: {node.name} has {length} lines, the most is {limit}"


def banned_names(path: str, text: str) -> Iterator[str]:
    """Modules, classes and functions whose name says nothing."""
    module = path.removesuffix("/__init__.py").removesuffix(".py").rsplit("/", 1)[-1]
    if BANNED_WORDS.intersection(module.lower().split("_")):
        yield f"{path}: the module's name says nothing"
    demanded = {
        name
        for prefix, names in DEMANDED_NAMES.items()
        if path.startswith(prefix)
        for name in names
    }
    for node in _nodes(text):
        if isinstance(node, ast.ClassDef):
            words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", node.name)
            if words[0] == "Base" or BANNED_WORDS.intersection(word.lower() for word in words):
                yield f"{path}:{node.lineno}: class {node.name}"
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            bare = node.name.lstrip("_")
            if bare.startswith(BANNED_PREFIXES) and bare not in demanded:
                yield f"{path}:{node.lineno}: function {node.name}"


def catches_everything(path: str, text: str) -> Iterator[str]:
    """Places that would also swallow our own bugs, outside the two files that report them."""
    if path in MAY_CATCH_EVERYTHING:
        return
    for node in _nodes(text):
        caught: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield f"{path}:{node.lineno}: bare except"
            elif isinstance(node.type, ast.Tuple):
                caught = node.type.elts
            else:
                caught = [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = node.args
        if any(ast.unparse(one) in {"Exception", "BaseException"} for one in caught):
            yield f"{path}:{node.lineno}: catches every exception"


def third_party_imports(path: str, text: str) -> Iterator[str]:
    """Imports from outside the standard library in the packages that must run on it alone."""
    package = path.split("/")[1]
    if package not in NEARLY_ALONE:
        return
    known = sys.stdlib_module_names | NEARLY_ALONE[package] | {"posapp"}
    for node in _nodes(text):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            if name.split(".")[0] not in known:
                yield f"{path}:{node.lineno}: imports {name}"


def unfinished(path: str, text: str) -> Iterator[str]:
    """Stubs, notes to self, and tests that do not run."""
    marks = r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|NotImplemente[d]Error|(?:pytest|mark)\.(?:skip|xfail)"
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(marks, line):
            yield f"{path}:{number}: {line.strip()}"


def machine_marks(path: str, text: str) -> Iterator[str]:
    """A path of one machine or the address of a package registry."""
    for number, line in enumerate(text.splitlines(), start=1):
        if MACHINE_MARKS.search(line):
            yield f"{path}:{number}: {line.strip()[:100]}"


def strangers_at_the_top(paths: list[str]) -> list[str]:
    """Top-level entries that are neither expected nor dot-files."""
    tops = {path.split("/", 1)[0] for path in paths}
    return sorted(top for top in tops if top not in TOP_LEVEL and not top.startswith("."))
