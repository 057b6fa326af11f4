"""The hard rules, one function each; `optimizer.model.RULES` lists them."""
