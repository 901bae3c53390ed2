"""Replication as a part of the edge, against a server that lets only one token in."""

import asyncio
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.processes.replication import Replication
from domain.clock import ScaledClock
from domain.reading import Reading
from domain.site import InfluxdbSettings
from historian.sqlite import SqliteHistorian

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Server(BaseHTTPRequestHandler):
    """Takes lines from who brings the token `right`."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204 if self.headers["Authorization"] == "Token right" else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def url():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_token_that_was_put_right_is_taken_without_a_new_start(tmp_path, url):
    token = tmp_path / "token"
    token.write_text("wrong\n")
    store = SqliteHistorian(tmp_path / "snokyla.sqlite")
    store.append([Reading("s/b/m/p", NOW, NOW, 1.0, "kW")])
    replication = Replication(store, InfluxdbSettings(url, "org", "bucket", str(token)), ScaledClock())

    async def until(holds):
        async with asyncio.timeout(10):
            while not holds():
                await asyncio.sleep(0.02)

    async def story():
        stop = asyncio.Event()
        task = asyncio.create_task(replication.run(stop))
        await until(lambda: replication.reason is not None)
        assert "token is refused" in replication.reason
        token.write_text("right\n")
        await until(lambda: replication.reason is None)
        stop.set()
        await task

    asyncio.run(story())
    assert replication.backlog == 0
    replication.close()
    store.close()
