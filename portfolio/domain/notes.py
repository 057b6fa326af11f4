"""What is told beside faults and expectations, by code; the words stand in the locales."""

from __future__ import annotations

from enum import StrEnum


class Note(StrEnum):
    """What is said within an expectation: why something cannot be read, or what to do about it."""

    # Where and what
    AT = "at"
    AT_END = "at_end"
    BAR = "bar"
    PART_OF_UNIT = "part_of_unit"
    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"

    # Encodings
    AND_READING = "and_reading"
    READ_AS = "read_as"
    READING = "reading"
    SAVE_AS_UTF8 = "save_as_utf8"
    SAVE_OR_DECLARE = "save_or_declare"
    SAVE_OR_SAY = "save_or_say"

    # What a file of sheets holds besides values
    HIDDEN_COLUMNS = "hidden_columns"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_SHEET = "hidden_sheet"
    MERGED_CELLS = "merged_cells"
    NOT_LOOKED_INTO = "not_looked_into"

    # What was made of somebody's own list
    COLUMN_AS = "column_as"
    COLUMNS_AS = "columns_as"
    COLUMNS_NUMBERED = "columns_numbered"
    FISCAL_YEAR_ASSUMED = "fiscal_year_assumed"
    HEAD_IN_ROW = "head_in_row"
    IDS_CHANGED = "ids_changed"
    IDS_MADE = "ids_made"
    MAPPING_REMEMBERED = "mapping_remembered"
    ROWS_LEFT_OUT = "rows_left_out"
    SHEETS_LEFT_OUT = "sheets_left_out"
    UNIT_ASSUMED = "unit_assumed"
    UNIT_FOUND = "unit_found"
    YEARS_AS_APPROPRIATIONS = "years_as_appropriations"

    # How a text was read
    READ_IN_ENCODING = "read_in_encoding"
    SEPARATED_BY = "separated_by"

    # What names an item of a list
    AND_MORE = "and_more"
    USED_BY_ACTUALS = "used_by_actuals"
    USED_BY_GATES = "used_by_gates"
    USED_BY_APPROPRIATIONS = "used_by_appropriations"
    USED_BY_CAPACITIES = "used_by_capacities"
    USED_BY_DELIVERY = "used_by_delivery"
    USED_BY_ESCALATION = "used_by_escalation"
    USED_BY_BANDS = "used_by_bands"
    USED_BY_BONDS = "used_by_bonds"
    USED_BY_RUNNING_COSTS = "used_by_running_costs"
    USED_BY_PAYMENT_TERMS = "used_by_payment_terms"
    USED_BY_FINDING = "used_by_finding"
    USED_BY_FUNDING = "used_by_funding"
    USED_BY_FUNDING_SOURCES = "used_by_funding_sources"
    USED_BY_OWNERSHIP = "used_by_ownership"
    USED_BY_PRIORITIES = "used_by_priorities"
    USED_BY_PROGRAMME = "used_by_programme"
    USED_BY_PROJECT = "used_by_project"
    USED_BY_SCENARIO = "used_by_scenario"
    USED_BY_STARTS = "used_by_starts"
    USED_BY_DELIVERABLE = "used_by_deliverable"
    USED_BY_INDICATOR = "used_by_indicator"
    USED_BY_PHASE = "used_by_phase"
    USED_BY_BODY = "used_by_body"
    USED_BY_READING = "used_by_reading"
    USED_BY_UNIT_COST = "used_by_unit_cost"
    USED_BY_TARGET = "used_by_target"

    # Headings of the sheet that says what all others mean
    CALLED = "called"
    COLUMN_OR_KEY = "column_or_key"
    MEANING = "meaning"
    SHEET = "sheet"

    # Why the system refuses a file
    FILE_IS_FOLDER = "file_is_folder"
    FILE_MISSING = "file_missing"
    NAME_TOO_LONG = "name_too_long"
    NO_FOLDER = "no_folder"
    NO_PERMISSION = "no_permission"
    NO_SPACE = "no_space"
    READ_ONLY = "read_only"

    # Why a text is not in its format
    COLON_MISSING = "colon_missing"
    COMMA_MISSING = "comma_missing"
    DECLARED_TWICE = "declared_twice"
    END_MISSING = "end_missing"
    EQUALS_MISSING = "equals_missing"
    FIELD_TOO_LONG = "field_too_long"
    INVALID_CHARACTER = "invalid_character"
    INVALID_DATE = "invalid_date"
    INVALID_ESCAPE = "invalid_escape"
    INVALID_KEY = "invalid_key"
    INVALID_STATEMENT = "invalid_statement"
    INVALID_VALUE = "invalid_value"
    KEY_TWICE = "key_twice"
    MORE_AFTER_END = "more_after_end"
    NEWLINE_MISSING = "newline_missing"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    QUOTE_WITHIN_CELL = "quote_within_cell"
    TOO_DEEP = "too_deep"
    TOO_MANY_DIGITS = "too_many_digits"
    UNCLOSED = "unclosed"
    UNTERMINATED_STRING = "unterminated_string"
    VALUE_TWICE = "value_twice"
