"""Only the members that were asked for. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

Tree = Mapping[str, Any]
ALWAYS = ("type", "id")  # what tells one from another stays


def tree_of(paths: Collection[str]) -> Tree:
    """From coverage.level and night: {"coverage": {"level": {}}, "night": {}}. An empty branch is the whole of it."""
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        branch = tree
        for name in path.split("."):
            if name in branch and not branch[name]:  # the whole of it is there already
                break
            branch = branch.setdefault(name, {})
    return tree


def pick(payload: Any, tree: Tree) -> Any:
    """The members that the tree names, in the order they have; an empty tree is all of them."""
    if not tree:
        return payload
    if isinstance(payload, list):
        return [pick(each, tree) for each in payload]
    return dict(picked(payload, tree)) if isinstance(payload, Mapping) else payload


def picked(payload: Mapping[str, Any], tree: Tree) -> Iterator[tuple[str, Any]]:
    for name, value in payload.items():
        if name in tree:
            yield name, pick(value, tree[name])
        elif name in ALWAYS:
            yield name, value
