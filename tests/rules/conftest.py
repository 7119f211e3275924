"""Properties are about values, not about speed: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")
