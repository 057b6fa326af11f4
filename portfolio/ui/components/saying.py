"""What the last click did, said by the next page that is finished."""

from __future__ import annotations

import streamlit as st

_NEXT, _SAID = "to say", "said on this page"


def say_next(words: str, step: int | None = None) -> None:
    """Have the page say what was done when it runs again.

    Args:
        words: What to say.
        step: The number of the step of history that it was, where it can be taken back.
    """
    st.session_state[_NEXT] = (words, step)


def begin() -> None:
    """Begin a page, which has said nothing yet."""
    st.session_state.pop(_SAID, None)


def said() -> int | None:
    """Draw what the last click did, once, and return which step of history that was."""
    done: tuple[str, int | None] | None = st.session_state.pop(_NEXT, None)
    if done is None:
        return None
    words, step = st.session_state[_SAID] = done
    st.success(words, icon=":material/check_circle:")
    return step


def say_again() -> None:
    """Have it said once more: this page is not finished, and may be gone before anybody has read it."""
    done = st.session_state.pop(_SAID, None)
    if done is not None:
        say_next(*done)
