"""Every text that can be false is said where it is true and not said where it is not."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from claim import Cases, Claim, base, hearing
from claims_of_answers import CLAIMS as OF_ANSWERS
from claims_of_comparisons import CLAIMS as OF_COMPARISONS
from claims_of_dates import CLAIMS as OF_DATES
from claims_of_filed import CLAIMS as OF_FILED
from claims_of_follow_on import CLAIMS as OF_FOLLOW_ON
from claims_of_funds import CLAIMS as OF_FUNDS
from claims_of_gates import CLAIMS as OF_GATES
from claims_of_plans import CLAIMS as OF_PLANS
from claims_of_promises import CLAIMS as OF_PROMISES
from claims_of_runs import CLAIMS as OF_RUNS
from claims_of_shares import CLAIMS as OF_SHARES
from claims_of_worth import CLAIMS as OF_WORTH

from portfolio.domain.allowance import AllowanceKind
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.freedoms import FreedomKind
from portfolio.wording.i18n import Language, texts_of

TABLES = (
    *(OF_PLANS, OF_COMPARISONS, OF_ANSWERS, OF_RUNS, OF_FILED, OF_DATES, OF_FUNDS, OF_GATES, OF_SHARES),
    *(OF_WORTH, OF_PROMISES, OF_FOLLOW_ON),
)
CLAIMS: dict[str, Claim] = {key: claim for table in TABLES for key, claim in table.items()}

TESTS = Path(__file__).parents[3]
WITHOUT_CLAIMS = [
    line
    for line in (Path(__file__).parent / "texts_without_claims.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SAID_ON_PAGES = {
    "unit_costs.none": "integration/commands/test_estimate_command.py::"
    "test_where_there_are_none_that_is_said",
    "unit_costs.estimate": "integration/commands/test_estimate_command.py::"
    "test_an_estimate_is_looked_at_and_then_kept",
    "report.closed_year": "app/test_closed_years_on_pages.py::"
    "test_a_closed_year_is_corrected_only_on_purpose_and_with_a_reason",
    "report.correction_note": "app/test_closed_years_on_pages.py::"
    "test_a_closed_year_is_corrected_only_on_purpose_and_with_a_reason",
    "closing.closed": "app/test_closing_on_pages.py::"
    "test_a_year_is_closed_after_a_look_at_what_it_comes_to_and_then_approved",
    "closing.nothing_recorded": "app/test_closing_on_pages.py::"
    "test_a_year_is_closed_after_a_look_at_what_it_comes_to_and_then_approved",
    "closing.waiting": "app/test_closing_on_pages.py::"
    "test_a_year_is_closed_after_a_look_at_what_it_comes_to_and_then_approved",
    "closing.adjusted": "app/test_closing_on_pages.py::test_within_a_running_year_nothing_is_frozen",
    "closing.no_baseline": "app/test_closing_on_pages.py::"
    "test_without_an_approved_plan_there_is_nothing_to_adjust",
    "promise.nothing": "integration/commands/test_targets_command.py::"
    "test_a_programme_that_promises_nothing_says_so",
    "target.reported": "integration/commands/test_targets_command.py::"
    "test_what_is_reported_shows_how_far_it_is_and_where_it_comes_from",
    "pipeline.no_plan": "app/test_pipeline_on_pages.py::"
    "test_where_nothing_is_priced_nothing_is_called_a_plan",
    "targets.no_money": "app/test_targets_on_pages.py::test_a_page_of_plans_says_that_nothing_is_built",
    "targets.no_works": "app/test_targets_on_pages.py::test_a_page_of_plans_says_that_nothing_is_built",
    "targets.reported": "app/test_targets_on_pages.py::"
    "test_a_reported_value_shows_how_far_it_is_and_stays_in_history",
    "adjust.assumed": "integration/commands/test_close_year_command.py::"
    "test_a_closing_tells_what_it_has_done_and_what_not",
    "adjust.closed": "integration/commands/test_close_year_command.py::"
    "test_a_closing_tells_what_it_has_done_and_what_not",
    "adjust.recorded": "integration/commands/test_close_year_command.py::"
    "test_a_closing_tells_what_it_has_done_and_what_not",
    "adjust.would_close": "integration/commands/test_close_year_command.py::"
    "test_a_closing_tells_what_it_has_done_and_what_not",
    "answer.stopped": "app/test_answer_runs_on_pages.py::"
    "test_a_question_shows_how_far_it_is_and_keeps_what_was_found_when_stopped",
    "approve.done": "app/test_scenarios_on_pages.py::test_a_plan_is_approved_with_a_reason_only",
    "approve.does_not_hold": "app/test_wording_on_pages.py::test_a_plan_that_does_not_hold_is_not_approved",
    "approve.done_since": "app/test_others_meanwhile.py::"
    "test_the_plan_that_is_shown_is_approved_although_somebody_reported",
    "assume.changed": "app/test_data_on_pages.py::test_a_duration_is_changed_and_the_plan_follows",
    "assume.changed_since": "app/test_data_on_pages.py::"
    "test_who_changed_in_between_is_shown_and_nothing_is_overwritten",
    "assume.conflict": "app/test_data_on_pages.py::"
    "test_who_changed_in_between_is_shown_and_nothing_is_overwritten",
    "assume.no_change": "app/test_data_on_pages.py::test_a_change_needs_a_reason_and_a_difference",
    "assume.no_floor": "app/test_no_floor_on_pages.py::test_a_page_says_of_a_floor_only_that_there_is_none",
    "check.holds": "integration/commands/test_check_command.py::"
    "test_a_plan_is_checked_from_any_working_directory",
    "check.no_plan": "integration/commands/test_command_line.py::test_running_out_of_time_is_not_a_proof",
    "approve.done_as": "integration/commands/test_record_commands.py::test_a_baseline_is_approved_and_shown",
    "baseline.none_yet": "integration/commands/test_record_commands.py::"
    "test_a_baseline_is_approved_and_shown",
    "baseline.gone": "integration/commands/test_record_commands.py::"
    "test_a_baseline_is_shown_even_when_a_project_of_it_is_gone",
    "keep.none_saved": "integration/commands/test_record_commands.py::"
    "test_a_scenario_is_saved_listed_shown_replaced_and_deleted",
    "report.none_yet": "integration/commands/test_record_commands.py::"
    "test_what_was_reported_is_listed_in_order",
    "report.preview_only": "integration/commands/test_record_commands.py::"
    "test_a_preview_shows_what_would_change_and_saves_nothing",
    "scenario.changes_nothing": "integration/commands/test_record_commands.py::"
    "test_the_default_scenario_is_shown_to_change_nothing",
    "approve.made_before": "integration/commands/test_conflicts_by_command.py::"
    "test_a_plan_made_before_the_last_report_is_approved_and_that_is_said",
    "data_date.set": "app/test_wording_on_pages.py::test_the_data_date_says_that_plans_are_made_with_it",
    "history.nothing": "browser/test_people.py::test_a_project_manager_reports_a_delay_and_finds_it_kept",
    "data.no_projects": "app/test_portfolios_on_pages.py::test_every_page_stands_before_there_is_any_project",
    "keep.conflict": "app/test_scenarios_on_pages.py::"
    "test_who_saved_in_between_is_shown_and_nothing_is_overwritten",
    "keep.deleted_since": "app/test_others_meanwhile.py::"
    "test_a_deleted_scenario_is_not_brought_back_by_saving_but_saved_as_new",
    "keep.deleted": "app/test_scenarios_on_pages.py::test_a_scenario_is_saved_opened_by_its_link_and_deleted",
    "keep.saved": "app/test_scenarios_on_pages.py::test_a_scenario_is_saved_opened_by_its_link_and_deleted",
    "projects.none": "app/test_wording_on_pages.py::test_what_is_retained_is_no_project_with_works",
    "report.conflict": "app/test_reports_on_pages.py::"
    "test_who_reported_in_between_is_shown_and_nothing_is_overwritten",
    "report.last": "app/test_reports_on_pages.py::test_a_report_is_shown_before_it_is_saved_and_kept_after",
    "report.none_needed": "app/test_reports_on_pages.py::test_a_retained_facility_has_nothing_to_report",
    "report.saved": "app/test_reports_on_pages.py::test_a_report_is_shown_before_it_is_saved_and_kept_after",
    "run.first_baseline": "app/reader.py::settled",
    "run.stopped": "app/test_runs_on_pages.py::"
    "test_a_page_shows_how_far_a_run_is_and_keeps_the_best_plan_when_stopped",
    "schedule.nothing": "app/test_pages.py::test_filters_that_leave_nothing_say_so",
    "target.uncounted": "unit/wording/test_differences.py::test_what_no_target_counts_is_named",
    "what_if.no_changes": "app/test_scenarios_on_pages.py::test_a_change_is_added_solved_and_taken_away",
    "what_if.taken_away": "browser/test_people.py::"
    "test_a_finance_officer_lowers_a_ceiling_compares_saves_and_opens_again",
    "what_if.unsaved": "app/test_wording_on_pages.py::test_only_a_change_of_a_saved_scenario_is_not_saved",
    **dict.fromkeys(
        ["worth.no_ceilings", "room.none"],
        "app/test_worth_on_pages.py::test_without_ceilings_there_is_an_answer_too",
    ),
    **dict.fromkeys(
        [
            *(f"portfolios.{what}" for what in ("made", "brought_in", "updated", "unchanged", "written")),
            *(f"portfolios.{what}" for what in ("added", "removed", "changed")),
            "history.imported",
        ],
        "integration/commands/test_portfolio_commands.py::test_what_came_of_it_is_said",
    ),
    "filed.completed_before": "integration/commands/test_filing_commands.py::"
    "test_what_is_not_filed_any_more_is_counted",
    "filed.written": "integration/commands/test_filing_commands.py::test_a_workbook_is_written_and_said",
    **dict.fromkeys(
        ["history.undone", "history.redone", "history.clash", "undo.conflict"],
        "app/test_undone_on_pages.py::test_what_was_changed_again_is_told_with_both_values",
    ),
    "exchange.is_new": "app/test_exchange_on_pages.py::test_under_a_new_name_it_is_a_new_portfolio",
    "exchange.updated": "app/test_exchange_on_pages.py::test_a_table_is_looked_at_before_it_is_taken",
    "exchange.conflict": "app/test_exchange_on_pages.py::test_what_others_changed_is_not_overwritten",
    **dict.fromkeys(
        ["project.added", "project.edited", "project.retired", "history.field"],
        "integration/commands/test_project_commands.py::test_what_was_done_to_a_project_is_said",
    ),
    **dict.fromkeys(
        ["allowed.more", "allowed.plan", *(f"allowed.{kind}" for kind in AllowanceKind)],
        "unit/planning/answers/test_freedoms.py::"
        "test_what_changes_allow_beyond_what_they_say_stands_in_the_plan_and_beside_them",
    ),
    **dict.fromkeys(
        [f"freedom.{kind}" for kind in FreedomKind],
        "unit/planning/answers/test_freedoms.py::test_every_kind_of_freedom_is_seen_from_both_sides",
    ),
    **dict.fromkeys(
        ["freedom.before", "freedom.after", "freedom.before.proof", "freedom.after.proof"],
        "unit/planning/answers/test_freedoms.py::test_no_proof_is_spoken_of_where_nothing_is_proven",
    ),
    **dict.fromkeys(
        [f"freedom.apart.{what}" for what in ("aims", "baseline", "data")],
        "unit/planning/answers/test_freedoms.py::"
        "test_fewer_moves_are_less_freedom_and_other_aims_or_data_are_another_question",
    ),
}
"""Claims about what a reader has just done, or about the app's state -> the test of pages that holds them."""


@pytest.fixture(scope="session")
def cases(gongshu: Portfolio, plan: Plan, squeezed: Plan) -> Cases:
    return Cases(gongshu, plan, squeezed)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", CLAIMS)
def test_it_is_said_where_it_is_true_and_only_there(key: str, language: Language, cases: Cases) -> None:
    there, elsewhere = hearing(language), hearing(language)
    CLAIMS[key].said(cases, there)
    CLAIMS[key].unsaid(cases, elsewhere)
    assert key in there.keys
    assert key not in elsewhere.keys


def test_every_text_is_a_claim_with_its_cases_or_claims_nothing() -> None:
    """Whoever adds a sentence says which it is: a new claim cannot stay untested."""
    texts = {base(key) for key in texts_of(Language.ZH)}
    claims = CLAIMS.keys() | SAID_ON_PAGES.keys()
    unclassified = {
        key for key in texts - claims if not any(fnmatchcase(key, pattern) for pattern in WITHOUT_CLAIMS)
    }
    assert not unclassified
    assert claims <= texts


def test_no_claim_is_called_a_label_by_its_name() -> None:
    named = CLAIMS.keys() | SAID_ON_PAGES.keys()
    assert not named & set(WITHOUT_CLAIMS)
    twice = [key for key, number in Counter(key for table in TABLES for key in table).items() if number > 1]
    assert not twice


@pytest.mark.parametrize("held_by", sorted(set(SAID_ON_PAGES.values())))
def test_what_is_said_on_pages_has_its_test(held_by: str) -> None:
    file, function = held_by.split("::")
    assert f"def {function}(" in (TESTS / file).read_text(encoding="utf-8")
