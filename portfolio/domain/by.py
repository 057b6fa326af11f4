"""What money can be gathered by, apart: whoever reads a command's options loads nothing else."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What money can be gathered by."""

    AREA = "area"
    AGENCY = "agency"
    OWNER = "owner"
    TYPE = "type"
    PRIORITY = "priority"
    TAG = "tag"
    FUNDING = "funding"


KINDS = {
    By.AREA: "areas",
    By.AGENCY: "agencies",
    By.OWNER: "owners",
    By.TYPE: "facility_types",
    By.PRIORITY: "priorities",
    By.TAG: "tags",
}
"""What money is gathered by -> the kind of classes; funding has none, as sources stand in the assumptions."""
