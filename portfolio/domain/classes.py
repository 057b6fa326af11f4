"""What a portfolio sorts its projects by, as it says: types, owners, areas, agencies, priorities, tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.names import InSomeLanguage
from portfolio.domain.numbers import ExactShare

_MOST_LISTED = 12
_LIKELY = 5

ClassId = Annotated[str, Field(max_length=80, pattern=r"^[^;:\s](?:[^;:\r\n\t]*[^;:\s])?$")]
"""What a class is called in files: a word of any language, as lists have it; `;` and `:` separate words."""


class Class(InSomeLanguage):
    """A type, an owner, a priority or a tag: its id in files, and what readers call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ClassId
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None


class Branch(Class):
    """An area or an agency; it may be a part of another.

    Attributes:
        parent: Id of what it is a part of; None: of nothing.
    """

    parent: ClassId | None = None


class InArea(BaseModel):
    """That a project lies in an area, with what share of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area: ClassId
    share: ExactShare


def _areas(value: object) -> object:
    """Read `north: 1/2; south: 1/2`, or `north` alone, as a table's cell has it."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(";") if part.strip()]
    if len(parts) == 1 and ":" not in parts[0]:
        return [{"area": parts[0], "share": 1}]
    pairs = [part.partition(":") for part in parts]
    return [{"area": area.strip(), "share": share.strip()} for area, _, share in pairs]


def _whole(areas: tuple[InArea, ...]) -> tuple[InArea, ...]:
    if areas and (
        sum(part.share for part in areas) != 1
        or any(part.share <= 0 for part in areas)
        or len({part.area for part in areas}) != len(areas)
    ):
        raise Unfit(Expected.CELL_AREAS)
    return areas


def _tags(value: object) -> object:
    """Read `school; urgent` as a table's cell has it."""
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value


Areas = Annotated[
    tuple[InArea, ...], BeforeValidator(_areas), AfterValidator(_whole), Expectation(Expected.CELL_AREAS)
]
Tags = Annotated[tuple[ClassId, ...], BeforeValidator(_tags), Expectation(Expected.CELL_TAGS)]

HEALTH_FACILITIES = (
    Class(id="general_hospital", name_zh="综合医院", name_en="General hospital"),
    Class(id="specialist_hospital", name_zh="专科医院", name_en="Specialist hospital"),
    Class(id="tcm_hospital", name_zh="中医院（中西医结合医院）", name_en="Hospital of Chinese medicine"),
    Class(id="district_centre", name_zh="区级中心", name_en="District centre"),
    Class(id="health_centre", name_zh="社区卫生服务中心", name_en="Community health centre"),
    Class(id="health_station", name_zh="社区卫生服务站", name_en="Community health station"),
    Class(id="clinic", name_zh="门诊部", name_en="Clinic"),
)
OWNERS = (
    Class(id="public", name_zh="公办", name_en="Public"),
    Class(id="private", name_zh="民办", name_en="Private"),
    Class(id="public_private", name_zh="公办/民办", name_en="Public/private"),
)


class Classes(BaseModel):
    """All classes of a portfolio, each kind in the order in which reports list it.

    Attributes:
        facility_types: What is built; a portfolio that declares none has those of a health programme.
        owners: Who owns it.
        areas: Where it lies, as a tree.
        agencies: Whose programme it is, as a tree.
        priorities: How much it matters, most first.
        tags: Anything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_types: tuple[Class, ...] = HEALTH_FACILITIES
    owners: tuple[Class, ...] = OWNERS
    areas: tuple[Branch, ...] = ()
    agencies: tuple[Branch, ...] = ()
    priorities: tuple[Class, ...] = ()
    tags: tuple[Class, ...] = ()

    @model_validator(mode="after")
    def _trees_without_loose_ends(self) -> Self:
        unfit = [part for kind in type(self).model_fields for part in self._loose_ends(kind)]
        if unfit:
            raise UnfitParts(unfit)
        return self

    def _loose_ends(self, kind: str) -> Iterator[tuple[str, str, Expectation]]:
        ids = self.ids(kind)
        parents = {one.id: one.parent for one in getattr(self, kind) if isinstance(one, Branch)}
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield f"{kind}[{number}].id", name, Expectation(Expected.OWN_ID)
            parent = parents.get(name)
            if parent is not None and parent not in ids:
                yield f"{kind}[{number}].parent", parent, self.expected(kind, parent)
            elif parent is not None and _is_its_own_ancestor(name, parents):
                yield f"{kind}[{number}].parent", parent, Expectation(Expected.NO_CIRCLE_OF_CLASSES)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind (`areas`, `tags`, …), in the order in which reports list them."""
        return tuple(one.id for one in getattr(self, kind))

    def find(self, kind: str, class_id: str) -> Class | None:
        """Return the class of this kind and id; None: there is none."""
        return self._by_id[kind].get(class_id)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Class]]:
        return {kind: {one.id: one for one in getattr(self, kind)} for kind in type(self).model_fields}

    def within(self, kind: str, class_ids: Iterable[str]) -> frozenset[str]:
        """Return these areas or agencies and all that are parts of them."""
        found: set[str] = set()
        ahead = list(class_ids)
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                ahead += self._parts.get((kind, name), ())
        return frozenset(found)

    def in_use(self, kind: str, used: Iterable[str]) -> list[tuple[str, int]]:
        """Return those of a kind that are used, or that something used is a part of, with their depth.

        They stand in the order in which reports list them, parts behind what they are parts of.
        """
        parents = {one.id: getattr(one, "parent", None) for one in getattr(self, kind)}
        wanted: set[str] = set()
        for name in used:
            above: str | None = name
            while above is not None and above in parents and above not in wanted:
                wanted.add(above)
                above = parents[above]
        return in_order({name: parents[name] for name in parents if name in wanted})

    @cached_property
    def _parts(self) -> dict[tuple[str, str], list[str]]:
        """Kind and id -> ids of what is a part of it, without the parts of those."""
        parts: dict[tuple[str, str], list[str]] = {}
        for kind, branches in (("areas", self.areas), ("agencies", self.agencies)):
            for branch in branches:
                if branch.parent is not None:
                    parts.setdefault((kind, branch.parent), []).append(branch.id)
        return parts

    def expected(self, kind: str, found: str) -> Expectation:
        """Return what would have been right in place of an id that is none of this kind; no long list."""
        ids = self.ids(kind)
        if not ids:
            return Expectation(Expected.CLASS_DECLARED, {"kind": kind})
        if len(ids) <= _MOST_LISTED:
            return Expectation(Expected.ONE_OF, {"names": ids})
        likely = get_close_matches(found, ids, n=_LIKELY) or ids[:_LIKELY]
        return Expectation(Expected.CLASS_LIKE, {"kind": kind, "n": len(ids), "names": tuple(likely)})

    def unknown(self, named: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, Expectation]]:
        """Yield place, id and what was expected for each of (place, kind, id) that is not declared."""
        for place, kind, class_id in named:
            if class_id not in self._by_id[kind]:
                yield place, class_id, self.expected(kind, class_id)


def in_order(parents: Mapping[str, str | None]) -> list[tuple[str, int]]:
    """Return the names of a tree with their depth, each with its parts behind it.

    Args:
        parents: Name -> what it is a part of, which is among the names; None: nothing.
    """
    parts: dict[str | None, list[str]] = {}
    for name in reversed(list(parents)):
        parts.setdefault(parents[name], []).append(name)
    found, ahead = [], [(name, 0) for name in parts.get(None, [])]
    while ahead:
        name, depth = ahead.pop()
        found.append((name, depth))
        ahead += [(part, depth + 1) for part in parts.get(name, [])]
    return found


def _is_its_own_ancestor(name: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    above = parents.get(name)
    while above is not None and above != name and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == name
