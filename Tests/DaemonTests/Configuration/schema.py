"""Holds a schema against configurations: schema.py SCHEMA FILE…

Each FILE must be valid on its own or, when it begins with an `include:`, together with what it includes. Then a key
that nobody knows is put into every table that the schema describes, one at a time, and must be refused.
"""

import copy
import json
import pathlib
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it, and not 1.1: 17:00 is a text, and so is yes."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[0-9]{1,9}$"), list("0123456789"))


def read(path):
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader)
    includes = tree.get("include", [])
    for name in [includes] if isinstance(includes, str) else includes:
        for key, value in read(path.parent / name).items():
            if isinstance(value, dict):
                tree.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                tree.setdefault(key, []).extend(value)
            else:
                tree[key] = value
    return tree


def tables(tree, path=()):
    if isinstance(tree, dict):
        yield path
        for key, value in tree.items():
            yield from tables(value, path + (key,))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from tables(value, path + (index,))


# Tables whose keys are names that the clinic chooses.
NAMES = {
    "trunks", "phones", "people", "on_call", "escalations", "numbers", "flows", "menus", "prompts", "sites", "modes",
    "callers", "groups", "queues", "questions", "layers", "hours",
}


def chosen(path):
    return bool(path) and (path[-1] in NAMES and path[-1] != "keys" or path[0] == "prompts")


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    wrong = tried = 0
    for name in sys.argv[2:]:
        tree = read(pathlib.Path(name))
        for error in validator.iter_errors(tree):
            wrong += 1
            print(f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        for path in tables(tree):
            if chosen(path):
                continue
            changed = copy.deepcopy(tree)
            table = changed
            for key in path:
                table = table[key]
            table["nobody knows this"] = "x"
            tried += 1
            if validator.is_valid(changed):
                wrong += 1
                print(f"{name}: an unknown key in {'.'.join(map(str, path)) or 'the top'} is not refused")
    print(f"{len(sys.argv) - 2} files, {tried} unknown keys, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
