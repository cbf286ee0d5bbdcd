#!/bin/sh
# Makes .venv and installs the project into it. Usage: scripts/setup.sh [EXTRA]   (EXTRA: dev)
# PYTHON names the interpreter; TORCH_INDEX a package index to take torch from.
set -eu
cd "$(dirname "$0")/.."
extra=${1:+[$1]}
torch=2.13.0

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

if ! .venv/bin/python -c "import importlib.metadata as m; assert m.version('torch').split('+')[0] == '$torch'" 2>/dev/null; then
    say "installing torch $torch${TORCH_INDEX:+ from $TORCH_INDEX}"
    [ -n "${TORCH_INDEX:-}" ] || [ "$(uname -s)" != Linux ] ||
        say "(if this downloads several GB of CUDA, stop it and see \"Without CUDA\" in README.md)"
    install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "torch==$torch" ||
        fail "torch $torch could not be installed; is the package index reachable? \`pip config list\` tells which is asked"
fi

say "installing pullquote$extra"
install --editable ".$extra" ||
    fail "the installation failed; is the package index reachable? \`pip config list\` tells which is asked"

# what asking imports is compiled now: the first answer must not wait for it, even where Python may write no bytecode
.venv/bin/python -m compileall -q -j 0 \
    -x 'site-packages/(torch|transformers|sympy|scipy|sklearn|networkx|spacy|thinc|onnxscript|onnx|setuptools|pip)/' \
    .venv/lib bot embeddings corpus >/dev/null 2>&1 || say "(some files could not be compiled ahead; that only costs time)"
