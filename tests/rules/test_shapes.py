"""How a number must be written."""

import pytest

from heat.rules import shapes
from heat.words import Refused


@pytest.mark.parametrize(("shape", "number"), [("", "any thing"), ("31##", "3102"), ("@-##", "B-07"), ("a#", "A1")])
def test_a_number_follows_the_rule(shape, number):
    assert shapes.fits(shapes.shape_of(shape), number)


@pytest.mark.parametrize(("shape", "number"), [("31##", "310"), ("31##", "3202"), ("##", "1２"), ("#.#", "1x1")])
def test_a_number_breaks_the_rule(shape, number):
    assert not shapes.fits(shape, number)


@pytest.mark.parametrize("shape", ["户#", "#" * 41, ".*", "a b"])
def test_a_rule_of_other_signs_is_refused(shape):
    with pytest.raises(Refused, match="规则只能用"):
        shapes.shape_of(shape)
