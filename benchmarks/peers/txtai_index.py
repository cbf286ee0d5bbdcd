"""A peer: txtai, indexing vectors only, as its introduction shows. Arguments: paragraphs, weights, threads."""

import json
import sys
from pathlib import Path

import torch
from txtai import Embeddings

paragraphs, weights, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
texts = [json.loads(line) for line in Path(paragraphs).read_text(encoding="utf-8").splitlines()]
embeddings = Embeddings(path=weights, gpu=False)
embeddings.index(texts)
assert embeddings.count() == len(texts)
