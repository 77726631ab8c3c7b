"""Builds the compiled readers (``scraper/compiled``) where a C compiler is at hand; elsewhere, none.

They give what the Python ones beside them give, several times as fast. They read lxml's trees in place, by
the interface that lxml offers to C (``lxml.get_include()``), and are refused at import where another libxml2
is met than the one they were built for. ``PMLARCHIVE_PURE=1`` in the environment builds none.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FOLDER = Path("scraper", "compiled")


class CompiledReaders(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles each ``.pyx`` in place, and takes the results into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the wheel is put together; what cannot be built is told and left out."""
        if self.target_name != "wheel" or os.environ.get("PMLARCHIVE_PURE"):
            return
        root = Path(self.root)
        try:
            built = _compile(root)
        except Exception as failure:  # noqa: BLE001 - whatever is missing here, the Python readers do
            self.app.display_warning(f"no compiled readers ({failure}); the Python ones are used")
            return
        if version == "editable":
            return  # they are where they are imported from
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update({str(path): str(path.relative_to(root)) for path in built})


def _compile(root: Path) -> list[Path]:
    """Return the compiled modules, built where they are missing or older than their source."""
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
                    extra_compile_args=[] if sys.platform == "win32" else ["-O2", "-g0"],
                )
                for source in sorted(folder.glob("*.pyx"))
            ],
            build_dir="build",
            include_path=[str(Path(lxml.__file__).resolve().parents[1])],
            language_level=3,
            quiet=True,
            compiler_directives={"boundscheck": False, "wraparound": False, "initializedcheck": False},
        )
        command = build_ext(Distribution({"ext_modules": extensions}))
        command.inplace = True
        command.build_temp = "build"
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(here)
    return [Path(root, command.get_ext_filename(extension.name)) for extension in extensions]
