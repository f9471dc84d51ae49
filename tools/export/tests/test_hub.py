"""Tests a checkpoint by its name on the hub, with a local HTTP server that responds like the hub."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tiny_checkpoints import grounding_dino, save_checkpoint

NAME = "an-organisation/tiny-detector"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path) -> Iterator[str]:
    checkpoint = save_checkpoint(grounding_dino, tmp_path / "checkpoint")

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.respond()

        def do_GET(self) -> None:
            self.wfile.write(self.respond())

        def respond(self) -> bytes:
            """Sends the headers and returns the body."""
            file = self.file()
            body = b"" if file is None else file.read_bytes()
            self.send_response(404 if file is None else 200)
            if file is None:
                self.send_header("X-Error-Code", "EntryNotFound")
            else:
                self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            return body

        def file(self) -> Path | None:
            for revision in ("main", COMMIT):
                start = f"/{NAME}/resolve/{revision}/"
                if self.path.startswith(start) and (checkpoint / self.path.removeprefix(start)).is_file():
                    return checkpoint / self.path.removeprefix(start)
            return None

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_exports_a_checkpoint_of_the_hub(hub, tmp_path):
    # A new process, because huggingface_hub reads the hub's address when it is imported.
    environment = os.environ | {"HF_ENDPOINT": hub, "HF_HOME": str(tmp_path / "cache"), "NO_PROXY": "127.0.0.1"}
    program = Path(__file__).parents[1]

    process = subprocess.run(
        [sys.executable, "-m", "grounded_sam_export", NAME, tmp_path / "model", "--size", "160"],
        cwd=program,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert process.returncode == 0, process.stderr
    assert (tmp_path / "model" / "onnx" / "model.onnx").exists()
    assert (tmp_path / "cache" / "hub" / f"models--{NAME.replace('/', '--')}" / "snapshots" / COMMIT).is_dir()
