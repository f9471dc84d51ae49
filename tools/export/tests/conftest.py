import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from grounded_sam_export.__main__ import main  # noqa: E402
from tiny_checkpoints import save_checkpoint  # noqa: E402


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> Callable[..., Path]:
    """Exports a tiny checkpoint once for each set of options and returns the model folder. The exporter's check must
    pass.

    The folder of the checkpoint, `checkpoint`, is next to the model folder.
    """
    folders: dict[tuple, Path] = {}

    def export(make, *options: str) -> Path:
        key = (make, *options)
        if key not in folders:
            folder = tmp_path_factory.mktemp(make.__name__)
            checkpoint = save_checkpoint(make, folder / "checkpoint")
            assert main([str(checkpoint), str(folder / "model"), *options]) == 0
            folders[key] = folder / "model"
        return folders[key]

    return export
