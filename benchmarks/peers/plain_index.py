"""A peer: sentence-transformers and FAISS, nothing else. Arguments: paragraphs, weights, threads."""

import json
import sys
from pathlib import Path

import faiss
import torch
from sentence_transformers import SentenceTransformer

paragraphs, weights, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
texts = [json.loads(line) for line in Path(paragraphs).read_text(encoding="utf-8").splitlines()]
vectors = SentenceTransformer(weights).encode(texts, normalize_embeddings=True)
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
