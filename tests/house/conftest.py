"""The house tests walk the application as it is."""

import pytest


@pytest.fixture(scope="session")
def walked(one_app):
    """The application, only looked at: it is never asked for a page."""
    return one_app
