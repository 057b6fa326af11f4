"""The hard rules, one function each; `optimizer.model.contents.RULES` lists them."""
