"""The worker without a C engine: what pages notice is the same. (The other tests run on C where it is built.)"""

from tests.integration.media.conftest import WorkerProcess
from tests.integration.media.test_admission import (  # noqa: F401 - these tests run here once more
    test_a_page_that_changes_its_network_goes_on_without_a_new_offer,
    test_a_replayed_packet_is_refused,
)
from tests.integration.media.test_worker import (  # noqa: F401 - these tests run here once more
    test_a_lost_packet_comes_again,
    test_a_new_offer_of_the_same_page_replaces_the_old_connection,
    test_ipv6_works_beside_ipv4,
    test_rubbish_is_dropped_counted_and_harms_nobody,
    test_sound_and_picture_are_forwarded_with_the_number_of_their_source,
    test_the_floor_moves_and_a_closed_microphone_is_silent,
)

ENGINE = "python"


def test_the_log_says_which_engine_runs(worker: WorkerProcess) -> None:
    assert "packet engine: Python (as set)" in worker.log()
