"""What every page about a flow begins with: the flow its address names."""

from __future__ import annotations

from flask import abort

from heat.queries import flow_designs
from heat.queries.flow_designs import Drawing


def drawing_of(code: str) -> Drawing:
    """The flow of an address; 404 for an unknown one."""
    drawing = flow_designs.drawing(code[:40].replace("\0", ""))
    if drawing is None:
        abort(404)
    return drawing
