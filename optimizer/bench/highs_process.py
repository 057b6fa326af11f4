"""The process that HiGHS runs in: a question on standard input, a line of JSON for every better plan."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

import highspy
import numpy as np


def answer(asked: dict[str, Any], out: TextIO) -> None:
    """Solve what was asked and tell of it.

    Args:
        asked: `model`, a file of arrays (`optimizer.bench.matrix`) and costs; `constant` of the aim;
            `maximise`; `options` of HiGHS.
        out: lines with the incumbent's worth, a bound and its variables that are not 0, by places and values;
            at the end one with infeasible, values and bound, or `{"failure": text}`.
    """
    with np.load(asked["model"]) as arrays:
        model = {name: arrays[name] for name in arrays.files}
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # the library has no types
    solver.silent()
    for name, value in asked["options"].items():
        solver.setOptionValue(name, value)

    def tell(line: dict[str, Any]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    def improved(event: Any) -> None:
        found = event.data_out
        values = np.array(found.mip_solution)
        places = np.flatnonzero(np.rint(values))
        plan = {"places": places.tolist(), "values": values[places].tolist()}
        bound = found.mip_dual_bound if np.isfinite(found.mip_dual_bound) else None
        tell({"incumbent": found.objective_function_value, "bound": bound} | plan)

    solver.cbMipImprovingSolution.subscribe(improved)
    if solver.passModel(_program(model, asked["constant"], asked["maximise"])) == highspy.HighsStatus.kError:
        tell({"failure": "it refuses the model"})
        return
    solver.solve()
    status, info = solver.getModelStatus(), solver.getInfo()
    values = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = list(solver.getSolution().col_value)
    bound = info.mip_dual_bound
    tell(
        {
            # No variable is unbounded, so neither is the aim.
            "infeasible": status
            in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible},
            "values": values,
            "bound": bound if np.isfinite(bound) else None,
        }
    )


def _program(model: dict[str, Any], constant: float, maximise: bool) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model["lower"]), len(model["low"])
    program.col_cost_ = model["costs"]
    program.offset_ = constant
    program.col_lower_, program.col_upper_ = model["lower"], model["upper"]
    program.row_lower_, program.row_upper_ = model["low"], model["high"]
    program.integrality_ = [highspy.HighsVarType.kInteger] * program.num_col_
    program.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.num_col_, program.a_matrix_.num_row_ = program.num_col_, program.num_row_
    program.a_matrix_.start_ = model["begin"]
    program.a_matrix_.index_ = model["column"]
    program.a_matrix_.value_ = model["amount"]
    return program


def main() -> None:
    """Answer on standard output, which is kept from the library: it prints there whatever it is told."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as out:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        answer(json.load(sys.stdin), out)


if __name__ == "__main__":
    main()
