"""The first minute of a user: the demo in a real browser, and its orderly end."""

import os
import signal
import socket
import time

import psutil
import pytest
from playwright.sync_api import sync_playwright

BUILDINGS = 12
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def page(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=CHROMIUM_ARGUMENTS)
        yield browser.new_page()
        browser.close()


def test_demo_is_live_within_a_minute_and_ends_in_order(tmp_path, start_verb, page, unused_port, wait_for):
    port = unused_port()
    started = time.monotonic()
    demo = start_verb("demo", "--port", port, "--data", tmp_path / "demo")
    with socket.socket() as probe:
        wait_for(lambda: probe.connect_ex(("127.0.0.1", port)) == 0, "the page answers", 60)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function(
        "count => { const live = document.querySelectorAll('tbody [data-point][data-state=good] .v');"
        " const rows = new Set([...live].filter(v => /[0-9]/.test(v.textContent)).map(v => v.closest('tr')));"
        " return rows.size >= count; }",
        arg=BUILDINGS,
        timeout=60_000,
    )
    page.goto(f"http://127.0.0.1:{port}/plant")
    page.wait_for_selector("td [data-point$='/plc/cooling_load_kw'][data-state=good]", timeout=60_000)
    assert time.monotonic() - started < 60
    assert "DEMO" in page.inner_text("body")
    children = psutil.Process(demo.child.pid).children(recursive=True)
    assert any("mosquitto" in child.name() for child in children)

    assert demo.end(signal.SIGINT) == 0
    assert [child.name() for child in children if child.is_running() and child.status() != "zombie"] == []


def test_demo_ends_on_sigterm_as_soon_as_it_runs(tmp_path, start_verb, unused_port, wait_for):
    port = unused_port()
    demo = start_verb("demo", "--port", port, "--data", tmp_path / "demo")
    wait_for(lambda: demo.log.exists() and b"Ctrl-C" in demo.log.read_bytes(), "the demo runs", 60)
    children = psutil.Process(demo.child.pid).children(recursive=True)
    assert demo.end(signal.SIGTERM) == 0
    assert [child.name() for child in children if child.is_running() and child.status() != "zombie"] == []
    assert b"Traceback" not in demo.log.read_bytes()


def test_port_in_use_is_named(tmp_path, run_snokyla):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_snokyla("demo", "--port", port, "--data", tmp_path / "demo")
    assert ended.returncode == 4
    assert f"port {port} on 127.0.0.1: in use" in ended.stderr
    assert not os.path.exists(tmp_path / "demo")
