"""What of a changed description of the API a client could trip over: docs/partners.md, chapter 9, as code. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Shape = Mapping[str, Any]
# What a client may count on: no answer outside these limits, nothing refused that lies within them.
UPPER, LOWER = ("maximum", "maxLength", "maxItems"), ("minimum", "minLength", "minItems")


class Comparison:
    """Two descriptions, the one that is promised and the one that is."""

    def __init__(self, old: Shape, new: Shape) -> None:
        self.old, self.new = old, new

    def breaking(self) -> Iterator[str]:
        """A line for each change that `/api/v1` must not make."""
        for path, methods in self.old["paths"].items():
            for method, operation in methods.items():
                where = f"{method.upper()} {path}"
                now = self.new["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{where}: gone"
                else:
                    yield from self.operation(where, operation, now)

    def operation(self, where: str, old: Shape, new: Shape) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{where}: operationId {old['operationId']} is now {new['operationId']}"
        if old["security"] != new["security"]:
            yield f"{where}: needs another scope"
        yield from self.parameters(where, old, new)
        yield from self.body(where, old, new)
        for status, answer in old["responses"].items():
            now = new["responses"].get(status)
            if now is None:
                yield f"{where}: no answer {status}"
                continue
            yield from (f"{where} {status}: no header {name}" for name in missing("headers", answer, now))
            for media_type, content in answer.get("content", {}).items():
                if media_type not in now.get("content", {}):
                    yield f"{where} {status}: no {media_type}"
                else:
                    yield from self.told(f"{where} {status}", content["schema"], now["content"][media_type]["schema"])

    def parameters(self, where: str, old: Shape, new: Shape) -> Iterator[str]:
        before = {(one["in"], one["name"]): one for one in old.get("parameters", [])}
        after = {(one["in"], one["name"]): one for one in new.get("parameters", [])}
        for key, one in before.items():
            if key not in after:
                yield f"{where}: no parameter {key[1]}"
            else:
                yield from self.taken(f"{where} {key[1]}", one["schema"], after[key]["schema"])
        for key, one in after.items():
            if one.get("required") and not before.get(key, {}).get("required"):
                yield f"{where}: {key[1]} is needed"

    def body(self, where: str, old: Shape, new: Shape) -> Iterator[str]:
        before, after = old.get("requestBody"), new.get("requestBody")
        if after is None or before is None:
            if (after or {}).get("required"):
                yield f"{where}: a body is needed"
            return
        for media_type, content in before["content"].items():
            if media_type not in after["content"]:
                yield f"{where}: takes no {media_type}"
            else:
                yield from self.taken(f"{where} body", content["schema"], after["content"][media_type]["schema"])

    def told(self, where: str, old: Shape, new: Shape) -> Iterator[str]:
        """An answer may get more members and more values, and must keep those it has."""
        before, after = resolved(old, self.old), resolved(new, self.new)
        if kinds(before) and (not kinds(after) or kinds(after) - widened(before)):
            yield f"{where}: can now be {words(after)}, was {words(before)}"
        if choices(before) and choices(after) - choices(before):
            yield f"{where}: can now be another choice"
        gone = values(before) - values(after)
        if gone:
            yield f"{where}: never {', '.join(sorted(gone))} any more"
        if before.get("format") != after.get("format"):
            yield f"{where}: another format"
        for name, member in before.get("properties", {}).items():
            now = after.get("properties", {}).get(name)
            if now is None:
                yield f"{where}: no member {name}"
                continue
            if name in before.get("required", []) and name not in after.get("required", []):
                yield f"{where}: {name} can be left out"
            yield from self.told(f"{where} {name}", member, now)
        if "items" in before:
            yield from self.told(f"{where}[]", before["items"], after.get("items", {}))

    def taken(self, where: str, old: Shape, new: Shape) -> Iterator[str]:
        """What is sent may be more than before, and nothing that was taken may be refused."""
        before, after = resolved(old, self.old), resolved(new, self.new)
        if kinds(after) and (not kinds(before) or kinds(before) - widened(after)):
            yield f"{where}: takes {words(after)}, took {words(before)}"
        if choices(after) and choices(before) - choices(after):
            yield f"{where}: takes fewer choices"
        gone = values(before) - values(after)
        if values(after) and (gone or not values(before)):
            yield f"{where}: takes only {', '.join(sorted(values(after)))}"
        if after.get("pattern") not in {None, before.get("pattern")}:
            yield f"{where}: another pattern"
        if after.get("format") not in {None, before.get("format")}:
            yield f"{where}: another format"
        yield from narrowed(where, before, after)
        for name, member in before.get("properties", {}).items():
            now = after.get("properties", {}).get(name)
            if now is None:
                yield f"{where}: takes no {name}"
            else:
                yield from self.taken(f"{where} {name}", member, now)
        for name in sorted(set(after.get("required", [])) - set(before.get("required", []))):
            yield f"{where}: {name} is needed"
        if "items" in before:
            yield from self.taken(f"{where}[]", before["items"], after.get("items", {}))


def missing(part: str, old: Shape, new: Shape) -> list[str]:
    return sorted(set(old.get(part, {})) - set(new.get(part, {})))


def narrowed(where: str, old: Shape, new: Shape) -> Iterator[str]:
    for name in UPPER:
        if name in new and (name not in old or new[name] < old[name]):
            yield f"{where}: {name} is {new[name]}"
    for name in LOWER:
        if name in new and (name not in old or new[name] > old[name]):
            yield f"{where}: {name} is {new[name]}"


def resolved(shape: Shape, schema: Shape) -> dict[str, Any]:
    """With what references point to, and the one choice that is not null; that null is one stays in `kinds`."""
    found = dict(shape)
    if "$ref" in found:
        target = resolved(schema["components"]["schemas"][found.pop("$ref").rsplit("/", 1)[1]], schema)
        return {**target, **found}
    for word in ("allOf", "oneOf", "anyOf"):
        real = [choice for choice in found.get(word, []) if choice.get("type") != "null"]
        if len(real) == 1:
            is_nullable = len(found.pop(word)) > 1
            target = resolved(real[0], schema)
            return {**target, **found, **({"type": sorted(kinds(target) | {"null"})} if is_nullable else {})}
    return found


def kinds(shape: Shape) -> set[str]:
    """The types it may have; none named is any."""
    kind = shape.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def widened(shape: Shape) -> set[str]:
    """With integers among the numbers."""
    return kinds(shape) | ({"integer"} if "number" in kinds(shape) else set())


def values(shape: Shape) -> set[str]:
    if "const" in shape:
        return {str(shape["const"])}
    return {str(value) for value in shape.get("enum", []) if value is not None}


def choices(shape: Shape) -> set[str]:
    """Of several shapes, whichever they are; what is said of them is no part of them."""
    found = [choice for word in ("oneOf", "anyOf") for choice in shape.get(word, [])]
    return {json.dumps(choice, sort_keys=True) for choice in found if choice.get("type") != "null"}


def words(shape: Shape) -> str:
    return " or ".join(sorted(kinds(shape))) or "anything"
