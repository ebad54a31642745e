"""Scripts and styles leave the server compressed, made so once, and are what the files hold."""

from __future__ import annotations

import gzip

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from playground.ui.serving.server import make_server
from playground.ui.serving.static import compressed

SCRIPT = "static/extensions/panel-material-ui/panel-material-ui.bundle.js"


@pytest.fixture(scope="module")
def ask():
    server = make_server(0)
    server.start()

    def ask(path, **headers):
        async def fetch():
            client = AsyncHTTPClient()
            address = f"http://localhost:{server.port}/{path}"
            try:
                return await client.fetch(address, headers=headers, decompress_response=False)
            except HTTPClientError as problem:
                return problem.response

        return server.io_loop.run_sync(fetch)

    yield ask
    server.stop()


@pytest.mark.parametrize("path", [SCRIPT, "static/js/bokeh.min.js"])
def test_a_script_leaves_compressed(ask, path):
    plain, packed = ask(path), ask(path, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def test_it_is_compressed_once(ask):
    ask(SCRIPT, **{"Accept-Encoding": "gzip"})
    before = compressed.cache_info()
    ask(SCRIPT, **{"Accept-Encoding": "gzip"})
    assert compressed.cache_info().misses == before.misses
    assert compressed.cache_info().hits > before.hits


def test_a_browser_that_has_it_is_told_so_and_a_part_of_it_is_a_part_of_the_file(ask):
    plain, packed = ask(SCRIPT), ask(SCRIPT, **{"Accept-Encoding": "gzip"})
    again = ask(SCRIPT, **{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["Etag"]})
    assert again.code == 304
    part = ask(SCRIPT, **{"Accept-Encoding": "gzip", "Range": "bytes=10-29"})
    assert gzip.decompress(part.body) == plain.body[10:30]


def test_what_is_not_there_is_not_found(ask):
    assert ask("static/js/no.js", **{"Accept-Encoding": "gzip"}).code == 404
