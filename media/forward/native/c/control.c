/* Calls of the control side on slots: each takes the lock, acts, and sends what came of it. */
#include "types.h"

const forward_slot_view *forward_slot_look(forward_slot *slot) { return &slot->view; }

/* Show in each slot the last stream of its change from that one's next keyframe on (audio: from its next packet), and
   until then each before it from its own keyframe on; no stream empties the slot at once. cut: the old stream does not
   flow meanwhile, and what could be sent again of it is forgotten.
   Many slots under one lock: who has to wait for the media thread waits once. On a busy machine each wait
   is for a turn of the processor, and a decision changes slots of every page. */
void forward_slots_switch(forward_core *core, const forward_change *changes, int count, double now) {
    control_enter();
    for (int index = 0; index < count; index++)
        slot_switch(&changes[index], now);
    outbox_flush(core);
    control_leave();
}

/* The stream ended: let go of it wherever it is. */
void forward_slot_release(forward_slot *slot, forward_stream *stream, double now) {
    control_enter();
    slot_release(slot, stream, now);
    outbox_flush(slot->peer->core);
    control_leave();
}

/* For a sender report: the newest timestamp and when it was sent; 0 when the slot is silent. */
int forward_slot_clock(forward_slot *slot, uint32_t *timestamp, double *sent_at) {
    control_enter();
    int flows = slot->current != NULL && slot->has_sent;
    *timestamp = slot->timestamp;
    *sent_at = slot->sent_at;
    control_leave();
    return flows;
}
