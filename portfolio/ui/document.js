// The page around the app: the language it says it is in, and one step of history for each thing the reader does.

// Moving to another page changes the address several times: Streamlit writes the page's name, the page then its
// scenario and filters. Only the first is a step to go back to; the rest fills that step in.
if (!window.portfolioSteps) {
  window.portfolioSteps = true;
  let acted = false;
  const act = () => { acted = true; };
  for (const event of ["pointerdown", "keydown"]) window.addEventListener(event, act, true);
  window.addEventListener("popstate", () => { acted = false; }, true);
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    if (acted) push(state, title, url);
    else history.replaceState(state, title, url);
    acted = false;
  };

  // The name of a project leads to it as Back does: within the app, so that nothing typed is lost.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.project");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    push({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }, true);
}
