/* Pictures for one subscriber leave no faster than its line carries: what is too much waits here and not in the network,
   where sound would wait behind it. Twin of pacer.py. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

#define BURST_S 0.04
#define MAX_WAITING 2048

static struct waiting *place(struct pacer *pacer, uint32_t index) {
    return pacer->queue + (pacer->head + index) % MAX_WAITING;
}

static void pop(forward_peer *peer, double now) {
    struct pacer *pacer = &peer->pacer;
    struct waiting *first = place(pacer, 0);
    uint32_t size = first->kept.packet->size + OVERHEAD;
    pacer->credit -= size;
    peer->view.waiting -= size;
    slot_send(first->slot, &first->kept, now);
    packet_drop(first->kept.packet);
    /* An empty queue begins at its front again: memory that is never touched costs nothing. */
    pacer->head = --pacer->count ? (pacer->head + 1) % MAX_WAITING : 0;
}

static void release(forward_peer *peer, double now) {
    struct pacer *pacer = &peer->pacer;
    double credit = pacer->credit + (now - pacer->at) * pacer->rate, most = pacer->rate * BURST_S;
    pacer->credit = credit < most ? credit : most;
    pacer->at = now;
    while (pacer->count && pacer->credit >= 0) pop(peer, now);
}

/* Sends a packet of a picture, at once or when its turn comes; `before`: the slot's number before this one. */
void pacer_send(forward_slot *slot, const struct kept *kept, uint16_t before, double now) {
    forward_peer *peer = slot->peer;
    struct pacer *pacer = &peer->pacer;
    if (pacer->rate > 0 && !pacer->queue) pacer->queue = calloc(MAX_WAITING, sizeof *pacer->queue);
    if (pacer->rate <= 0 || !pacer->queue) {
        slot_send(slot, kept, now);
        return;
    }
    if (pacer->count == MAX_WAITING) pop(peer, now);
    *place(pacer, pacer->count++) = (struct waiting){slot, *kept, before};
    kept->packet->refs++;
    peer->view.waiting += kept->packet->size + OVERHEAD;
    release(peer, now);
}

/* What waits for this slot is never sent, and its numbers are given to what comes next. */
void pacer_forget(forward_slot *slot) {
    forward_peer *peer = slot->peer;
    struct pacer *pacer = &peer->pacer;
    uint32_t left = 0;
    int found = 0;
    for (uint32_t index = 0; index < pacer->count; index++) {
        struct waiting one = *place(pacer, index);
        if (one.slot != slot) {
            *place(pacer, left++) = one;
            continue;
        }
        if (!found) slot->sequence = one.before;
        found = 1;
        peer->view.waiting -= one.kept.packet->size + OVERHEAD;
        packet_drop(one.kept.packet);
    }
    pacer->count = left;
}

/* Bytes per second from now on (0: no limit); sends what is due. */
void forward_peer_pace(forward_peer *peer, double rate, double now) {
    control_enter();
    release(peer, now);
    peer->pacer.rate = rate;
    while (rate <= 0 && peer->pacer.count) pop(peer, now);
    outbox_flush(peer->core);
    control_leave();
}

/* May be read without the lock. */
const forward_peer_view *forward_peer_look(forward_peer *peer) { return &peer->view; }
