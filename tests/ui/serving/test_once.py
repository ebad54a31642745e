"""What Bokeh and Panel keep instead of working it out anew makes the very same page.

If this fails after an update of Bokeh, Panel or param: each part of ``private.work_out_once``
replaces one function of theirs. Look at what that function does now, and whether its answer is
still the same for every model of a class.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

PROGRAM = """
import json, sys
from bokeh.document import Document
from panel.io.state import set_curdoc
from playground.ui.pages.playground.page import page
from playground.ui.serving.private import work_out_once

def made():
    document = Document()
    with set_curdoc(document):
        page().server_doc(document)
    return document.to_json().content

made()  # what only the first page of a process does
before = made()
work_out_once()
made()  # keeps
print(json.dumps([before, made()]))
"""


def renamed(page: object) -> str:
    """Return a page's JSON with its models counted from 1, and sets in order."""

    def ordered(part: object) -> object:
        if isinstance(part, list):
            return [ordered(each) for each in part]
        if not isinstance(part, dict):
            return part
        if part.get("type") == "set":
            part = {**part, "entries": sorted(part["entries"])}
        return {key: ordered(value) for key, value in part.items()}

    numbers: dict[str, str] = {}
    text = re.sub(r'("\w+?)\d{5}"', r'\1"', json.dumps(ordered(page)))  # param counts its objects
    return re.sub(r"\bp\d+\b", lambda id: numbers.setdefault(id[0], f"m{len(numbers)}"), text)


def test_a_page_with_what_is_kept_is_the_same_page():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    before, after = map(renamed, json.loads(run.stdout.splitlines()[-1]))
    assert after == before
    assert "Learning rate" in after
