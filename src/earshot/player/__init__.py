"""The built player script and its npm package."""
