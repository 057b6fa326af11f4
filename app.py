"""The app's entry: page configuration, navigation, run. Start it with `portfolio app`."""

import streamlit as st

from portfolio.ui import navigation, session
from portfolio.ui.components import language

say = language.chosen()
st.set_page_config(page_title=say("app.title"), page_icon=":material/account_tree:", layout="wide")
session.solver()  # it takes a second to load; the page loads meanwhile
page = st.navigation(navigation.pages(say), position="top")
language.switch(say)
page.run()
