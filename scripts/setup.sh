#!/bin/sh
# Makes .venv and installs the project into it, as the lock files say. Usage: scripts/setup.sh [dev]
# PYTHON names the interpreter; TORCH_INDEX a package index to take torch from.
set -eu
cd "$(dirname "$0")/.."
torch=$(sed -n 's/^torch==\([^ ]*\).*/\1/p' locks/torch.txt)

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "no Python 3.11 or newer was found; install one, or name it: make ask PYTHON=/path/to/python3.11"
}

# nothing is compiled while it is installed: most of it is never run, and the rest is compiled below, on all cores
# one retry and short waits: a host that cannot be reached is told in seconds, not minutes
install() { .venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check --retries 1 --timeout 15 "$@"; }

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$python has no venv module; install it (on Debian and Ubuntu: apt install python3-venv)"
    "$python" -m venv --clear .venv || fail "the environment .venv could not be made; see above"
fi

# every package is named, with the hashes of its files, in locks/ (`make lock`): nothing is resolved here
locked() { install --require-hashes --no-deps --requirement "locks/$1.txt"; }

reachable="is the package index reachable? \`pip config list\` tells which is asked"
if ! .venv/bin/python -c "import importlib.metadata as m; assert m.version('torch').split('+')[0] == '$torch'" 2>/dev/null; then
    if [ -n "${TORCH_INDEX:-}" ]; then
        say "installing torch $torch from $TORCH_INDEX (the lock has no hashes for that index)"
        install --no-deps --index-url "$TORCH_INDEX" "torch==$torch" || fail "torch $torch could not be installed; $reachable"
    else
        say "installing torch $torch"
        [ "$(uname -s)" != Linux ] || say "(several GB of CUDA may follow; to do without, see \"Without CUDA\" in README.md)"
        locked torch || fail "torch $torch could not be installed; $reachable"
    fi
fi
if .venv/bin/python -c "import importlib.metadata as m; assert any('nvidia' in need for need in m.requires('torch'))" 2>/dev/null; then
    locked cuda || fail "what torch needs for CUDA could not be installed; see \"Without CUDA\" in README.md"
fi

say "installing pullquote${1:+, with what its tests need}"
locked "${1:-run}" && install --no-deps --no-build-isolation --editable . || fail "the installation failed; $reachable"

# what asking imports is compiled now: the first answer must not wait for it, even where Python may write no bytecode
.venv/bin/python -m compileall -q -j 0 \
    -x 'site-packages/(torch|transformers|sympy|scipy|sklearn|networkx|spacy|thinc|onnxscript|onnx|setuptools|pip)/' \
    .venv/lib bot embeddings corpus >/dev/null 2>&1 || say "(some files could not be compiled ahead; that only costs time)"
