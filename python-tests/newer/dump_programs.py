"""Run under pyodide: trees of the given programs (a JSON list of texts), as JSON."""

import json
import sys

sys.path.insert(0, "/repository/python-tests/syntax")

from cpython_dump import dump, normalise, parse

answers = []
for text in json.loads(GIVEN):  # noqa: F821
    tree = parse(text)
    answers.append(None if tree is None else {"nodes": normalise(dump(tree, text))})
print(json.dumps(answers))
