"""Builds the compiled readers (``scraper/compiled``) where a C compiler is at hand; elsewhere, none.

They give what the Python ones beside them give, several times as fast. They read lxml's trees in place, by
the interface that lxml offers to C (``lxml.get_include()``), and are refused at import where another libxml2
is met than the one they were built for. ``PMLARCHIVE_PURE=1`` in the environment builds none.
"""

import os
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FOLDER = Path("scraper", "compiled")


class CompiledReaders(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles each ``.pyx``: into the wheel, or for an editable installation where it is imported from."""

    _apart: "TemporaryDirectory[str] | None" = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the wheel is put together; what cannot be built is told and left out."""
        if self.target_name != "wheel" or os.environ.get("PMLARCHIVE_PURE"):
            return
        root = Path(self.root)
        try:
            if version == "editable":
                _compile(root)
                return
            self._apart = TemporaryDirectory(prefix="pmlarchive-")
            built = _built(root, Path(self._apart.name))
        except Exception as failure:  # noqa: BLE001 - whatever is missing here, the Python readers do
            if version == "editable":
                _clear(root)
            self.app.display_warning(f"no compiled readers ({failure}); the Python ones are used")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update({str(path): str(_FOLDER / path.name) for path in built})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Clean up once the wheel holds what was built."""
        if self._apart is not None:
            self._apart.cleanup()


def _compile(root: Path) -> list[Path]:
    """Return the compiled modules, in the tree itself.

    All are built before the first takes its place: a build that fails, or another at the same time, leaves
    no half-written one, nor old ones that read by the layout of new ones.
    """
    folder = root / _FOLDER
    with TemporaryDirectory(prefix="building-", dir=folder) as apart:
        return [path.replace(folder / path.name) for path in _built(root, Path(apart))]


def _clear(root: Path) -> None:
    """Take away what was built of an older state, which would be taken for what could not be built now."""
    for path in (root / _FOLDER).glob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}"):
        with suppress(OSError):
            path.unlink()


def _built(root: Path, apart: Path) -> list[Path]:
    """Return the compiled modules, built in a folder apart: nothing is written to the tree."""
    import lxml  # noqa: PLC0415 - only there when something is built
    from Cython.Build import cythonize  # noqa: PLC0415
    from setuptools import Distribution, Extension  # noqa: PLC0415
    from setuptools.command.build_ext import build_ext  # noqa: PLC0415

    folder = root / _FOLDER
    here = Path.cwd()
    os.chdir(root)  # where the modules' names are counted from
    try:
        extensions = cythonize(
            [
                Extension(
                    ".".join((*_FOLDER.parts, source.stem)),
                    [str(_FOLDER / source.name)],
                    include_dirs=lxml.get_include(),
                    extra_compile_args=[] if sys.platform == "win32" else ["-O2", "-ftree-vectorize", "-g0"],
                )
                for source in sorted(folder.glob("*.pyx"))
            ],
            build_dir=str(apart),
            include_path=[str(Path(lxml.__file__).resolve().parents[1])],
            language_level=3,
            quiet=True,
            compiler_directives={"boundscheck": False, "wraparound": False, "initializedcheck": False},
        )
        command = build_ext(Distribution({"ext_modules": extensions}))
        command.build_lib = command.build_temp = str(apart)
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(here)
    return [Path(command.get_ext_fullpath(extension.name)) for extension in extensions]
