"""heat serve: an address where it cannot listen is said at once, before anything is started."""

import socket

import pytest

from heat.commands.children import port_must_be_free
from heat.words import Refused


def test_a_port_that_is_taken_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Refused, match=f"端口 {port} 已经被别的程序占用"):
            port_must_be_free("127.0.0.1", port)


def test_an_address_that_is_not_this_machines_is_refused():
    with pytest.raises(Refused, match="换一个"):
        port_must_be_free("192.0.2.1", 8000)
