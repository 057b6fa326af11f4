"""Frames -> figures. Nothing here reads state, asks for a plan or touches Streamlit."""
