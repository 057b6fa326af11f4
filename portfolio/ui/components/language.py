"""The language switch: the browser's language first, then what the reader chose, kept in the address."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from portfolio.ui import address
from portfolio.wording.i18n import Language, Wording, wording

KEY = "lang"
_NAMES = {Language.ZH: "中文", Language.EN: "English"}
_TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}
_DOCUMENT = Path(__file__).resolve().parent.parent / "document.js"


def chosen() -> Wording:
    """Return the wording in force, from the session, the address or the browser, in this order."""
    # On a busy machine the switch may answer before it has been drawn: with nothing.
    if st.session_state.get(KEY) is None:
        asked = address.value(KEY)
        st.session_state[KEY] = (
            Language(asked)
            if asked is not None and asked in list(Language)
            else Language.of_locale(st.context.locale)
        )
    return wording(Language(st.session_state[KEY]))


def switch(say: Wording) -> None:
    """Draw the switch; it stands on every page, so the app's frame draws it, not the pages."""
    with st.container(key="language"):
        st.segmented_control(
            say("language"),
            list(Language),
            format_func=_NAMES.__getitem__,
            key=KEY,
            label_visibility="collapsed",
            required=True,
            persist_state="session",  # else going on from a table's click, which ends the run, forgets it
        )
        _tell_browser(say)


def _tell_browser(say: Wording) -> None:
    """Have the document say its language, and the browser keep one step for each change of the view.

    Streamlit's own document says "en", and only a script in it can change that. Nothing is fetched.
    """
    script = _DOCUMENT.read_text(encoding="utf-8")
    st.html(
        f"<script>document.documentElement.lang = '{_TAGS[say.language]}';\n{script}</script>",
        unsafe_allow_javascript=True,  # our own file, and no word of anybody's input
    )
