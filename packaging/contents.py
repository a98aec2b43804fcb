"""What of PyInstaller's findings goes into the program, what stays out and why, and how large it is by part."""

import re
import sys
from collections import Counter
from pathlib import Path

from project import ROOT

Entry = tuple[str, str, str]  # name in the bundle, file, PyInstaller's kind

# Python modules that something imports, but nothing of ours ever calls. tickdraw makes no use of any network, and
# hashlib has its own SHA-256: OpenSSL stays out. pyqtgraph needs pydoc, QtOpenGL, QtOpenGLWidgets: they stay.
UNUSED_MODULES = [
    "tkinter",
    "ssl",
    "_ssl",
    "_hashlib",
    "readline",
    "numpy.f2py",
    "numpy.testing",
    "numpy.distutils",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "pyqtgraph.console",
    "pyqtgraph.dockarea",
    "pyqtgraph.flowchart",
    "pyqtgraph.jupyter",
    "PySide6.QtNetwork",
    "PySide6.QtTest",
    "IPython",
    "matplotlib",
    "scipy",
    "h5py",
    "cupy",
    "numba",
    "pytest",
    "hypothesis",
    "sklearn",
    "onnx",
    "onnxruntime",
    "torch",
]

# Files: patterns of their names in the bundle.
UNWANTED = re.compile(
    r"""
      translations/(?!qtbase_de\.qm)            # of Qt's own texts, those of the languages tickdraw speaks
    | plugins/(tls|networkinformation|generic|egldeviceintegrations|sqldrivers|qmltooling|printsupport)/
    | plugins/platforms/\w*q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|directfb|bsdfb)\b
    | plugins/platformthemes/\w*gtk3            # drags in half of GTK; the portal's theme remains
    | plugins/platforminputcontexts/\w*virtualkeyboard
    | plugins/imageformats/\w*q(gif|icns|jpeg|pdf|tga|tiff|wbmp|webp)\b  # PNG is built in, SVG for icons remains
    | opengl32sw\.dll$ | d3dcompiler            # a software OpenGL that a raster window never asks for
    | Qt6?(Network|Test|Qml|Quick|Pdf|VirtualKeyboard|EglFS)\w*
    | pyqtgraph/(icons/peegee|colors/maps)/     # its own logo, and colour maps we do not use
    | (numpy|pyqtgraph|safetensors|pillow)-[^/]*dist-info/  # the licences are in a folder of their own
    | PIL/_(avif|imagingft|imagingcms|imagingtk|imagingmorph|imagingmath)\b  # formats and fonts we never use
    | pillow\.libs/lib(avif|freetype|harfbuzz|brotli|lcms2|png16)
    | (^|/)tests?/
    """,
    re.VERBOSE,
)

# Whose files may be in the bundle at all. Anything else is a leak of the machine it was built on.
PACKAGES = {
    "PIL",
    "PySide6",
    "colorama",
    "numpy",
    "platformdirs",
    "pyqtgraph",
    "safetensors",
    "shiboken6",
    "tickdraw",
}

_PARTS = {  # the first that matches counts
    "Unicode tables of Qt (ICU)": r"libicu|icudt",
    "Qt libraries": r"(^|/)(lib)?Qt6?\w*(\.|$)(?!abi3|pyd)|Qt/lib/|\.framework/",
    "Qt plugins": r"plugins/",
    "Qt for Python": r"^(PySide6|shiboken6)/|libpyside|libshiboken",
    "OpenBLAS": r"numpy\.libs/|openblas|gfortran|quadmath",
    "NumPy": r"^numpy",
    "Python": r"^python3|libpython|base_library|lib-dynload|^lib(ffi|sqlite3|lzma|bz2|expat|z)\b",
    "tickdraw's program and all Python modules": r"^\.\./tickdraw",
    "tickdraw's resources": r"^tickdraw",
    "Licences": r"^licences/",
    "pyqtgraph, safetensors": r"^(pyqtgraph|safetensors)/",
    "Pillow": r"^(PIL|pillow\.libs)/",
    "Libraries of the system": r"^lib",
}


def imported_late() -> list[str]:
    """Return all of tickdraw's own modules: some are imported by a name that PyInstaller cannot follow."""
    files = (ROOT / "tickdraw").rglob("*.py")
    names = (file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for file in files)
    return sorted(name.removesuffix(".__init__") for name in names)


def is_wanted(name: str) -> bool:
    """Whether a file goes in, by its name in the bundle."""
    return not UNWANTED.search(name.replace("\\", "/"))


def needed(binaries: list[Entry]) -> list[Entry]:
    """Leave out the shared libraries that were brought by something which is left out itself.

    Only on Linux, where the GTK theme alone brings forty of them.
    """
    if sys.platform != "linux":
        return binaries
    from PyInstaller.depend.bindepend import get_imports

    files = [entry for entry in binaries if entry[2] != "SYMLINK"]
    libraries = {Path(entry[0]).name: entry for entry in files if _is_library(entry)}
    waiting = [entry for entry in files if not _is_library(entry)]
    kept: set[Entry] = set()
    while waiting:
        entry = waiting.pop()
        if entry not in kept:
            kept.add(entry)
            wanted = (Path(name).name for name, _ in get_imports(entry[1]))
            waiting += [libraries[name] for name in wanted if name in libraries]
    return sorted([*kept, *(entry for entry in binaries if entry[2] == "SYMLINK")])


def without_dead_links(entries: list[Entry]) -> list[Entry]:
    """Leave out the links to files that were left out."""
    names = {name for name, _, kind in entries if kind != "SYMLINK"}
    return [e for e in entries if e[2] != "SYMLINK" or (Path(e[0]).parent / e[1]).as_posix() in names]


def _is_library(entry: Entry) -> bool:
    """Whether a file is there for others alone; not so are modules, plugins, and what starts the program."""
    name, _, kind = entry
    return kind == "BINARY" and "/plugins/" not in name and not name.startswith("libpython")


def from_the_system(binaries: list[Entry]) -> list[Path]:
    """Return the shared libraries that were found in the folders of the operating system."""
    files = [Path(file).resolve() for _, file, kind in binaries if kind == "BINARY"]
    return sorted(file for file in files if file.is_relative_to("/usr/lib") or file.is_relative_to("/lib"))


def sizes(folder: Path) -> Counter[str]:
    """Return the bytes of each part of a finished one-folder program."""
    found: Counter[str] = Counter()
    internal = folder / "_internal"
    for file in folder.rglob("*"):
        if file.is_symlink() or not file.is_file():
            continue
        name = file.relative_to(internal).as_posix() if internal in file.parents else f"../{file.name}"
        part = next((part for part, pattern in _PARTS.items() if re.search(pattern, name)), "the rest")
        found[part] += file.stat().st_size
    return found


def strangers(folder: Path) -> list[str]:
    """Return the folders of Python packages in a finished program that are none of `PACKAGES`."""
    own = {"licences", "numpy.libs", "pillow.libs", "python3.11"} | {f"python3.{minor}" for minor in range(11, 20)}
    found = {path.name for path in (folder / "_internal").iterdir() if path.is_dir()}
    return sorted(name for name in found - PACKAGES - own if not name.endswith(".dist-info"))
