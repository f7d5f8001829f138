/* Packets that were read together, on their way to subscribers: subscriber by subscriber, so that what goes to one of
   them leaves as one message (outbox.c), whatever streams it is of, and what the processor needs next is on its way. */
#include <stdlib.h>

#include "types.h"

/* The packets of one run, kept for the slots. */
struct load { forward_stream *stream; struct packet **packets; int count; };

static void notice(const struct run *run, double now) {
    for (int index = 0; index < run->count; index++) {
        const struct packet *packet = &run->packets[index];
        if (packet->has_descriptor && packet->starts_keyframe) stream_arrived(run->stream);
        stream_notice(run->stream, packet, now);
    }
}

static void keep(const struct run *run, struct load *load, struct packet **place) {
    *load = (struct load){run->stream, place, 0};
    for (int index = 0; index < run->count && run->stream->slot_count; index++)
        if ((place[load->count] = packet_keep(&run->packets[index]))) load->count++;
}

static void feed(forward_slot *slot, const struct load *load, double now) {
    for (int index = 0; index < load->count; index++) slot_feed(slot, load->stream, load->packets[index], now);
}

static void fetch_slot(const forward_slot *slot) {
    for (size_t at = 0; at < sizeof *slot; at += 64) __builtin_prefetch((const char *)slot + at, 1);
}

/* Where the slot will keep the packet, and what sends it: once the slot itself is here. */
static void fetch_behind(const forward_slot *slot, const struct packet *packet) {
    uint16_t sequence = (uint16_t)(packet->sequence + slot->shift.sequence);
    if (slot->ring) __builtin_prefetch(slot->ring + sequence % RING, 1);
    for (size_t at = 0; at < PEER_HOT; at += 64) __builtin_prefetch((const char *)slot->peer + at, 1);
}

/* One stream: its slots in their order. A slot that begins with it leaves another stream, so this list stays. */
static void feed_all(const struct load *load, double now) {
    const forward_stream *stream = load->stream;
    for (int place = 0; load->count && place < stream->slot_count; place++) {
        if (place + 2 < stream->slot_count) fetch_slot(stream->slots[place + 2]);
        if (place + 1 < stream->slot_count) fetch_behind(stream->slots[place + 1], load->packets[0]);
        feed(stream->slots[place], load, now);
    }
}

static int make_room(struct fanout *fanout, uint32_t steps) {
    if (steps <= fanout->room) return 1;
    struct step *more = realloc(fanout->steps, (size_t)steps * 2 * sizeof *more);
    if (!more) return 0;
    fanout->steps = more;
    forward_peer **peers = realloc(fanout->peers, (size_t)steps * 2 * sizeof *peers);
    if (!peers) return 0;
    fanout->peers = peers;
    fanout->room = steps * 2;
    return 1;
}

/* Notes for each subscriber which loads go into which of its slots, in the order in which they came. */
static uint32_t plan(struct fanout *fanout, const struct load *loads, int count) {
    uint32_t steps = 0, peers = 0;
    for (int index = 0; index < count; index++) {
        const forward_stream *stream = loads[index].stream;
        for (int place = 0; loads[index].count && place < stream->slot_count; place++) {
            forward_slot *slot = stream->slots[place];
            forward_peer *peer = slot->peer;
            fanout->steps[steps] = (struct step){slot, &loads[index], NULL};
            if (peer->last_step) peer->last_step->next = &fanout->steps[steps];
            else {
                peer->first_step = &fanout->steps[steps];
                fanout->peers[peers++] = peer;
            }
            peer->last_step = &fanout->steps[steps++];
        }
    }
    return peers;
}

static void feed_by_subscriber(struct fanout *fanout, uint32_t peers, double now) {
    for (uint32_t index = 0; index < peers; index++) {
        forward_peer *peer = fanout->peers[index];
        const struct step *ahead = index + 2 < peers ? fanout->peers[index + 2]->first_step : NULL;
        const struct step *next = index + 1 < peers ? fanout->peers[index + 1]->first_step : NULL;
        for (; ahead; ahead = ahead->next) fetch_slot(ahead->slot);
        for (; next; next = next->next) fetch_behind(next->slot, next->load->packets[0]);
        for (const struct step *step = peer->first_step; step; step = step->next) feed(step->slot, step->load, now);
        peer->first_step = peer->last_step = NULL;
    }
}

static void ask(forward_stream *stream, double now) {
    if (stream->asking || (!stream->view.missing && !stream->view.wanted)) return;
    /* Without room it is told again at the next packet. */
    stream->asking = event_push(stream->core, FORWARD_ASK, stream->id, now, 0, 0, NULL, 0, NULL, 0);
}

/* Forwards runs of packets (BATCH datagrams at most), each of one stream; the caller holds the streams. */
void fan_out(forward_core *core, const struct run *runs, int count, double now) {
    struct packet *kept[BATCH * TAKEN];
    struct load loads[BATCH];
    uint32_t steps = 0;
    int taken = 0, busy = 0;
    for (int index = 0; index < count; index++) {
        notice(&runs[index], now);
        keep(&runs[index], &loads[index], kept + taken);
        taken += loads[index].count;
        busy += loads[index].count > 0;
        if (loads[index].count) steps += (uint32_t)runs[index].stream->slot_count;
    }
    if (busy > 1 && make_room(&core->fanout, steps))
        feed_by_subscriber(&core->fanout, plan(&core->fanout, loads, count), now);
    else
        for (int index = 0; index < count; index++) feed_all(&loads[index], now);
    for (int index = 0; index < taken; index++) packet_drop(kept[index]);
    for (int index = 0; index < count; index++) ask(runs[index].stream, now);
}
