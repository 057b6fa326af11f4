"""What the environment says, typed; loaded by whoever needs any of it, and not by a help text."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_dir
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_PRODUCT = "capital-portfolio-scheduler"


class LogLevel(StrEnum):
    """From which weight on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """What the environment says; an empty variable says nothing.

    Attributes:
        portfolio: Name or folder of the portfolio that the app opens.
        home: The folder that holds what people enter.
        database_url: Address of the database, instead of an SQLite file in that folder.
        log_file: Gets a line of JSON for each change, run and failure; the app tells its standard error if
            absent, and commands nobody.
        log_level: From which weight on.
    """

    model_config = SettingsConfigDict(case_sensitive=True, env_ignore_empty=True, extra="ignore", frozen=True)

    portfolio: str | None = Field(default=None, validation_alias="PORTFOLIO")
    home: Path = Field(
        default_factory=lambda: Path(user_data_dir(_PRODUCT, appauthor=False)),
        validation_alias="PORTFOLIO_HOME",
    )
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    log_file: Path | None = Field(default=None, validation_alias="PORTFOLIO_LOG_FILE")
    log_level: LogLevel = Field(default=LogLevel.INFO, validation_alias="PORTFOLIO_LOG_LEVEL")


def variables() -> dict[str, str]:
    """Return the environment variable of every setting -> the setting's name."""
    return {str(field.validation_alias): name for name, field in Settings.model_fields.items()}
