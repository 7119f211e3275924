"""Properties are about values, not about speed: a busy machine must not fail them."""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60)
settings.register_profile("quick", deadline=None, max_examples=6, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
