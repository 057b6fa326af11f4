"""The app's entry: page configuration, navigation, run. Start it with `portfolio app`."""

import streamlit as st

from portfolio.bootstrap import shared_solver
from portfolio.ui import address, navigation
from portfolio.ui.components import language, portfolio_choice, waiting

if address.was_gone_back_to():
    address.read_again(navigation.ON_EVERY_PAGE)
say = language.chosen()
st.set_page_config(page_title=say("app.title"), page_icon=navigation.ICON, layout="wide")
shared_solver()  # it takes a second to load; the page loads meanwhile
page = st.navigation(navigation.pages(say), position="top")
if address.was_gone_back_to():
    address.read_again(navigation.OF_PAGES.get(page.url_path, ()))
language.switch(say)
portfolio_choice.draw(say)
with waiting.page():
    page.run()
