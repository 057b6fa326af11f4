"""The app's face: pages, components, charts and wording. It asks planning for plans and draws them."""
