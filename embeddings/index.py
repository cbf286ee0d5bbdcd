"""An opened generation: its rows, its vectors, its postings, and the encoder for questions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus.errors import IndexDamaged, IndexMismatch
from embeddings import generations
from embeddings.encoder import Encoder
from embeddings.encoders import asking_encoder
from embeddings.lexical import LexicalIndex
from embeddings.manifest import Manifest, check_files, read_manifest
from embeddings.store import Store
from embeddings.vectors import VectorIndex

STORE, VECTORS, LISTS, LEXICAL = "store.sqlite", "vectors.f32", "vectors.ivf", "lexical"


@dataclass(frozen=True, slots=True)
class Index:
    """A generation stays as it was opened, whatever is built meanwhile."""

    home: Path  # the folder of all generations
    folder: Path
    manifest: Manifest
    store: Store
    vectors: VectorIndex
    lexical: LexicalIndex

    @classmethod
    def open(cls, home: Path) -> Self:
        """Open the current generation. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        folder = generations.current(home)
        try:
            return cls.open_generation(home, folder)
        except IndexDamaged:
            if generations.current(home) == folder:
                raise
            return cls.open(home)  # it was built anew and removed while it was being opened

    @classmethod
    def open_generation(cls, home: Path, folder: Path) -> Self:
        """Open any generation. Raises IndexDamaged or IndexMismatch."""
        manifest = read_manifest(folder)
        check_files(folder, manifest.files)
        index = cls(
            home,
            folder,
            manifest,
            Store(folder / STORE),
            VectorIndex(folder / VECTORS, manifest.model.dimension, folder / LISTS, manifest.dense),
            LexicalIndex(folder / LEXICAL),
        )
        index._check_counts()
        return index

    def encoder(self) -> Encoder:
        """The encoder that questions of this index need."""
        model = self.manifest.model
        return asking_encoder(model, generations.encoder_folder(self.home, model.fingerprint))

    def require_model(self, name: str, question_prompt: str, paragraph_prompt: str) -> None:
        """Raise IndexMismatch where the settings name another model than the index was built with."""
        model = self.manifest.model
        if (name, question_prompt, paragraph_prompt) != (
            model.name,
            model.question_prompt,
            model.paragraph_prompt,
        ):
            raise IndexMismatch(
                f"the index in {self.home} was built with the model {model.name} and the settings name {name}"
                f"{' with other prompts' if name == model.name else ''}; run `pullquote build`, or mend the settings"
            )

    def require_recall(self, recall: float) -> None:
        """Raise IndexMismatch where the dense index was measured to find less than the settings ask for."""
        if self.manifest.dense.recall < recall:
            raise IndexMismatch(
                f"the index in {self.home} finds {self.manifest.dense.recall:.3f} of the nearest passages and the "
                f"settings ask for {recall}; run `pullquote build`, or lower index.recall"
            )

    def check(self) -> None:
        """Read everything and compare it with what was written. Raises IndexDamaged."""
        self.check_bytes()
        self.store.check()

    def check_bytes(self) -> None:
        """Compare the bytes of every file with what was written. Raises IndexDamaged."""
        check_files(self.folder, self.manifest.files, deep=True)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()

    def _check_counts(self) -> None:
        sizes = self.store.sizes()
        expected = (self.manifest.documents, self.manifest.paragraphs, self.manifest.rows)
        if sizes != expected or not self.vectors.size == self.lexical.size == self.manifest.rows:
            raise IndexDamaged(
                f"the parts of {self.folder} do not fit together; run `pullquote build --fresh` to make it anew"
            )
