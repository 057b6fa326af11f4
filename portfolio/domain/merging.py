"""Taking one step back among later ones: only what the step changed, and nobody has changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

_NAMING = ("applies_to", "project", "projects", "source", "year", "before", "after")
"""Fields that tell the items of a list apart that have no id, as far as they have them."""
_OF_READINGS = ("target", "as_of", "kind", "area")
"""The same of what was reported of targets."""


class _Nothing:
    """Stands where there is nothing, which is not the same as null."""


NOTHING = _Nothing()
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that was changed again since.

    Attributes:
        path: Where it stands, by keys and by what names an item of a list.
        made: What the step had put there; None for nothing.
        now: What stands there now; None for nothing.
    """

    path: Path
    made: Any
    now: Any


@dataclass(slots=True)
class Back:
    """A step being taken back.

    Attributes:
        clashes: What keeps it from being taken back.
    """

    clashes: list[Clash] = field(default_factory=list)

    def merged(self, was: Any, made: Any, now: Any, path: Path = ()) -> Any:
        """Return the content of now with what a step had changed as it was before the step.

        Args:
            was: Content as JSON before the step.
            made: After it.
            now: As it is.
            path: Where this content stands.
        """
        if was in (made, now):
            return now
        if now == made:
            return was
        mappings = [_keyed(side) for side in (was, made, now)]
        if any(mapping is None for mapping in mappings):
            self._clash(made, now, path)
            return now
        before, after, there = (mapping or {} for mapping in mappings)
        keys = list(dict.fromkeys([*there, *before]))
        content = {
            key: self.merged(
                before.get(key, NOTHING), after.get(key, NOTHING), there.get(key, NOTHING), (*path, key)
            )
            for key in keys
        }
        if not isinstance(now, list):
            return {key: value for key, value in content.items() if value is not NOTHING}
        order = self._order(list(before), list(after), list(there), path)
        return [content[key] for key in order if content[key] is not NOTHING]

    def _order(self, was: list[str], made: list[str], now: list[str], path: Path) -> list[str]:
        """Return in which order the items stand: as before the step, where nobody has moved them since."""
        common = [key for key in was if key in set(made) & set(now)]
        moved = [key for key in made if key in set(common)]
        stands = [key for key in now if key in set(common)]
        order = list(now)
        if common != moved:
            if stands not in (moved, common):
                self.clashes.append(Clash((*path, "order"), moved, stands))
            elif stands == moved:
                places = iter(common)
                order = [next(places) if key in set(common) else key for key in now]
        for number, key in enumerate(was):
            if key not in order:
                before = next((k for k in reversed(was[:number]) if k in order), None)
                order.insert(0 if before is None else order.index(before) + 1, key)
        return order

    def _clash(self, made: Any, now: Any, path: Path) -> None:
        """Note what differs now from what the step had made, field by field where both have fields."""
        if isinstance(made, dict) and isinstance(now, dict):
            for key in dict.fromkeys([*made, *now]):
                values = made.get(key), now.get(key)
                if values[0] != values[1]:
                    self.clashes.append(Clash((*path, key), *values))
        else:
            sides = (None if side is NOTHING else side for side in (made, now))
            self.clashes.append(Clash(path, *sides))


def _keyed(content: Any) -> dict[str, Any] | None:
    """Return content by keys, or by what names the items of a list; None where it has neither."""
    if isinstance(content, dict):
        return content
    if not isinstance(content, list):
        return None
    names = [_name(item) for item in content]
    if None in names or len(set(names)) != len(names):
        return None
    return {str(name): item for name, item in zip(names, content, strict=True)}


def _name(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    if "id" in item:
        return str(item["id"])
    fields = _OF_READINGS if "as_of" in item else _NAMING
    named = {key: item[key] for key in fields if key in item}
    return json.dumps(named, ensure_ascii=False, sort_keys=True) if named else None
