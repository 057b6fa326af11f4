"""What the last click did, said by the next page that is finished."""

from __future__ import annotations

import streamlit as st

_NEXT, _SAID = "to say", "said on this page"


def say_next(words: str) -> None:
    """Have the page say what was done when it runs again."""
    st.session_state[_NEXT] = words


def begin() -> None:
    """Begin a page, which has said nothing yet."""
    st.session_state.pop(_SAID, None)


def said() -> None:
    """Draw what the last click did, once."""
    words = st.session_state.pop(_NEXT, None)
    if words is not None:
        st.session_state[_SAID] = words
        st.success(words, icon=":material/check_circle:")


def say_again() -> None:
    """Have it said once more: this page is not finished, and may be gone before anybody has read it."""
    words = st.session_state.pop(_SAID, None)
    if words is not None:
        say_next(words)
