"""Asking imports only what an answer needs: each of these costs more than the question itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("torch", "sentence_transformers", "transformers", "onnx", "spacy", "trafilatura", "lxml", "discord", "regex"),
    *("rapidfuzz", "rich", "email.message", "importlib.metadata", "importlib.resources", "filelock", "prompt_toolkit"),
    *("asyncio", "corpus.attribution.articles", "corpus.readers", "embeddings.build", "bot.verification", "bot.repl"),
}
PROBE = """
import json, sys
from bot.cli import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted(sys.modules)]))
"""


@pytest.mark.model
@pytest.mark.parametrize(("form", "shown"), [(["--json"], set()), ([], {"rich"})])
def test_asking_imports_only_what_an_answer_needs(model_home: Path, form: list[str], shown: set[str]) -> None:
    command = ["ask", *form, "--index", str(model_home), "What did Zhu Feng say about an alliance?"]
    run = subprocess.run([sys.executable, "-c", PROBE, *command], capture_output=True, text=True, check=True)

    status, modules = json.loads(run.stdout.splitlines()[-1])
    needless = HEAVY - shown
    assert status == 0
    assert {"onnxruntime", "tantivy"} <= set(modules)
    assert needless.isdisjoint(modules), sorted(needless & set(modules))
