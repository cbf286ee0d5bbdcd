"""Writes locks/: every package that the project needs, with the hashes of all its files. Needs uv: `make lock`."""

import re
import subprocess
import sys
from pathlib import Path

LOCKS = Path(__file__).parents[1] / "locks"
TORCH = "torch==2.13.0"
# from 3.8.8 on its recogniser takes the interpreter's lock at each step: docs/benchmarks.md
SPACY = "spacy==3.8.7 ; python_version < '3.14'"
# the build without CUDA is on another index: CPython 3.11, Linux, x86-64
TORCH_WITHOUT_CUDA = "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
CUDA = re.compile(r"(nvidia|cuda)-|triton==")
EXTRAS = ("dev", "plot", "pictures", "fuzz")


def resolved(*options: str) -> list[str]:
    """The packages of a resolution that holds on every platform, each with its hashes."""
    uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    hashed = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    done = subprocess.run([*uv, *hashed, "pyproject.toml", "--constraint", "-", *options],
                          input=f"{TORCH}\n{SPACY}", capture_output=True, text=True, cwd=LOCKS.parent)  # fmt: skip
    if done.returncode:
        sys.exit(f"uv could not resolve the packages:\n{done.stderr}")
    return re.findall(r"^\S.*(?:\n\s.*)*", done.stdout, re.MULTILINE)


def write(name: str, packages: list[str]) -> None:
    head = "# `make lock` writes this file; scripts/setup.sh installs from it, and pip compares every hash\n"
    (LOCKS / name).write_text(head + "\n".join(packages) + "\n")
    print(f"locks/{name}: {len(packages)} packages")


def main() -> None:
    everything = resolved(*(option for extra in EXTRAS for option in ("--extra", extra)))
    cuda = [package for package in everything if CUDA.match(package)]
    torch = [package for package in everything if package.startswith("torch==")]
    fuzz = [package for package in everything if package.startswith("atheris==")]  # not for every Python
    others = [package for package in everything if package not in cuda + torch + fuzz]
    used = {package.split(" ")[0] for package in resolved()}
    write("torch.txt", [f"{package} \\\n    --hash=sha256:{TORCH_WITHOUT_CUDA}" for package in torch])
    write("cuda.txt", cuda)
    write("fuzz.txt", fuzz)
    write("run.txt", [package for package in others if package.split(" ")[0] in used])
    write("dev.txt", others)


if __name__ == "__main__":
    main()
