"""A page that does not say who it is: nothing it asks for happens, and it is closed."""

import asyncio

import pytest

from tests.integration.pages import Closed, Socket

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def test_commands_before_hello_do_nothing_and_silence_ends(sitting, page, web):
    one = await page(sitting.chair)
    socket = await Socket.open(one.host, one.port, one.path, one.tls, one.headers)
    socket.send_frame(b'{"type":"command","id":"12345678","command":{"name":"mute_all"}}')
    with pytest.raises(Closed):
        await asyncio.wait_for(socket.receive(), 15)
    assert socket.close_code == 4002
