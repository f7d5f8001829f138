/* A receive slot of one subscriber: one SSRC for its whole life, fed by changing streams without a seam.
   Twin of slot.py; the rules are in docs/algorithms/slots.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

#define AUDIO_STEP 960
#define SILENCE_FRAMES 3

static const uint8_t SILENCE[] = {0xF8, 0xFF, 0xFE};

static void show(forward_slot *slot) {
    uint64_t flows = slot->current ? slot->current->id : 0, ids[WAITING] = {0};
    for (int place = 0; place < slot->waits; place++) ids[place] = slot->waiting[place]->id;
    uint64_t last = slot->waits ? ids[slot->waits - 1] : 0;
    if (slot->waits) ids[slot->waits - 1] = 0;
    __atomic_store_n(&slot->view.before, ids[0] << 32 | ids[1], __ATOMIC_RELEASE);
    __atomic_store_n(&slot->view.shown, flows << 32 | last, __ATOMIC_RELEASE);
}

static void set_stream(forward_stream **place, forward_stream *stream) {
    if (stream) stream_ref(stream);
    if (*place) stream_unref(*place);
    *place = stream;
}

void slot_init(forward_slot *slot, forward_peer *peer, const forward_slot_plan *plan) {
    memset(slot, 0, sizeof *slot);
    slot->peer = peer;
    slot->plan = *plan;
    slot->sequence = plan->sequence;
    slot->timestamp = plan->timestamp;
    slot->picture = plan->picture;
    slot->rtx_sequence = plan->rtx_sequence;
    slot->rate = plan->video ? 90000 : 48000;
}

/* Send with each sound copies of those before it from now on: bit n, n + 1 packets back. */
void forward_slot_repeat(forward_slot *slot, uint8_t distances) {
    control_enter();
    if (slot->plan.red_payload_type) slot->repeats = distances;
    control_leave();
}

/* Forget what could be sent (again). */
void slot_forget(forward_slot *slot) {
    pacer_forget(slot);
    if (!slot->ring) return;
    for (int index = 0; index < RING; index++) packet_drop(slot->ring[index].packet);
    memset(slot->ring, 0, RING * sizeof *slot->ring);
}

static void advance(forward_slot *slot, const struct packet *packet, const struct shift *shift, uint16_t sequence,
                    uint32_t timestamp, double now) {
    slot->sequence = sequence;
    if (!slot->has_sent || distance32(timestamp, slot->timestamp) >= 0) {
        slot->timestamp = timestamp;
        slot->sent_at = now;
        slot->has_sent = 1;
    }
    if (packet->has_descriptor) {
        slot->picture = (packet->picture + shift->picture) & 0x7FFF;
        slot->tl0 = (uint8_t)(packet->tl0 + shift->tl0);
    }
    if (packet->dependency_size) slot->frame = (uint16_t)(packet->frame + shift->frame);
    /* A distance is only told right within half the range: the border moves along. */
    if (distance16(packet->sequence, shift->first) > 0x3000)
        slot->shift.first = (uint16_t)(packet->sequence - 0x1000);
}

/* Takes its own reference of the packet. */
static void emit(forward_slot *slot, struct packet *packet, int marker, double now) {
    struct shift shift = slot->shift;
    uint16_t before = slot->sequence;
    uint16_t sequence = (uint16_t)(packet->sequence + shift.sequence);
    uint32_t timestamp = packet->timestamp + shift.timestamp;
    if (!slot->has_sent || distance16(sequence, slot->sequence) > 0)
        advance(slot, packet, &shift, sequence, timestamp, now);
    if (!slot->ring) slot->ring = calloc(RING, sizeof *slot->ring);
    struct kept kept = {packet, now, timestamp, shift.source, sequence,
                        packet->has_descriptor ? (packet->picture + shift.picture) & 0x7FFF : 0,
                        (uint16_t)(packet->frame + shift.frame), (uint8_t)(packet->tl0 + shift.tl0), (uint8_t)marker, 0};
    kept.copies = red_choose(slot, &kept);
    if (slot->ring) {
        struct kept *place = slot->ring + sequence % RING;
        packet->refs++;
        packet_drop(place->packet);
        *place = kept;
    }
    if (slot->plan.video) pacer_send(slot, &kept, before, now);
    else slot_send(slot, &kept, now);
}

static void fade_out(forward_slot *slot, double now) {
    for (int frame = 0; frame < SILENCE_FRAMES; frame++) {
        struct packet silence = {.level = 127, .payload = SILENCE, .size = sizeof SILENCE, .refs = 1, .codec = OPUS};
        silence.sequence = (uint16_t)(slot->sequence + 1 - slot->shift.sequence);
        silence.timestamp = slot->timestamp + AUDIO_STEP - slot->shift.timestamp;
        struct packet *kept = packet_keep(&silence);
        if (!kept) return;
        emit(slot, kept, 0, now);
        packet_drop(kept);
    }
    /* These frames are ahead of time; the next voice goes on from where they end. */
    slot->sent_at = now + (double)((SILENCE_FRAMES - 1) * AUDIO_STEP) / 48000;
}

static int place_of(forward_stream *const *streams, int count, const forward_stream *stream) {
    for (int place = 0; place < count; place++)
        if (streams[place] == stream) return place;
    return -1;
}

/* Waits no longer for `count` streams from `place` on. */
static void take_out(forward_slot *slot, int place, int count) {
    for (int index = place; index < place + count; index++) stream_unref(slot->waiting[index]);
    slot->waits = (uint8_t)(slot->waits - count);
    memmove(slot->waiting + place, slot->waiting + place + count, (size_t)(slot->waits - place) * sizeof *slot->waiting);
}

static void stop(forward_slot *slot, double now) {
    if (!slot->current) return;
    stream_leave(slot->current, slot);
    set_stream(&slot->current, NULL);
    if (slot->plan.video) slot_forget(slot);
    else if (slot->has_shift) fade_out(slot, now);
    slot->has_shift = 0;
}

/* Waits for these instead: lets go of what is not among them. Returns by bits which of them are new. */
static int wait_for(forward_slot *slot, forward_stream *const *streams, int count) {
    int fresh = 0;
    for (int place = 0; place < count; place++) {
        fresh |= (place_of(slot->waiting, slot->waits, streams[place]) < 0) << place;
        stream_ref(streams[place]);
    }
    for (int place = 0; place < slot->waits; place++)
        if (place_of(streams, count, slot->waiting[place]) < 0) stream_leave(slot->waiting[place], slot);
    take_out(slot, 0, slot->waits);
    for (int place = 0; place < count; place++) slot->waiting[place] = streams[place];
    slot->waits = (uint8_t)count;
    return fresh;
}

void slot_switch(const forward_change *change, double now) {
    forward_slot *slot = change->slot;
    forward_stream *last = change->count ? change->streams[change->count - 1] : NULL;
    if (!last && !slot->current && !slot->waits) return;
    int begun = change->cut ? -1 : place_of(change->streams, change->count, slot->current);
    forward_stream *const *wanted = change->streams + begun + 1;
    int count = change->count - begun - 1;
    int same = count == slot->waits && !memcmp(wanted, slot->waiting, (size_t)count * sizeof *wanted);
    if (last && (same || (last == slot->current && !slot->waits))) return;
    int fresh = wait_for(slot, wanted, count);
    if (!last || change->cut) stop(slot, now);
    for (int place = 0; place < count; place++) {
        stream_join(wanted[place], slot);
        if (slot->plan.video && fresh >> place & 1) wanted[place]->view.wanted = 1;
    }
    show(slot);
}

void slot_release(forward_slot *slot, forward_stream *stream, double now) {
    int place = place_of(slot->waiting, slot->waits, stream);
    if (place >= 0) {
        stream_leave(stream, slot);
        take_out(slot, place, 1);
    }
    if (slot->current == stream) stop(slot, now);
    show(slot);
}

/* The peer goes away: leave all streams and give back all memory. */
void slot_close(forward_slot *slot, double now) {
    slot_switch(&(forward_change){.slot = slot, .cut = 1}, now);
    slot_forget(slot);
    free(slot->ring);
    slot->ring = NULL;
}

static int may_begin(const forward_slot *slot, const struct packet *packet) {
    if (!slot->plan.video) return packet->size > 0;
    return packet->has_descriptor && packet->starts_keyframe && slot->plan.types[packet->codec];
}

/* The stream at this place of those that wait. */
static void begin(forward_slot *slot, int place, const struct packet *packet, double now) {
    forward_stream *stream = slot->waiting[place];
    if (slot->current) stream_leave(slot->current, slot);
    set_stream(&slot->current, stream);
    for (int before = 0; before < place; before++) stream_leave(slot->waiting[before], slot);
    take_out(slot, 0, place + 1);
    double elapsed = slot->has_sent ? now - slot->sent_at : 0.0;
    int64_t step;
    if (slot->plan.video) {
        step = (int64_t)(elapsed * slot->rate);
        if (step < 1) step = 1;
    } else {
        step = (int64_t)rint(elapsed * 50);
        step = (step < 1 ? 1 : step) * AUDIO_STEP;
        slot->mark = 1;
    }
    struct shift *shift = &slot->shift;
    memset(shift, 0, sizeof *shift);
    shift->source = stream->source;
    shift->sequence = (uint16_t)(slot->sequence + 1 - packet->sequence);
    shift->timestamp = slot->timestamp + (uint32_t)step - packet->timestamp;
    if (packet->has_descriptor) {
        shift->picture = (slot->picture + 1 - packet->picture) & 0x7FFF;
        shift->tl0 = (uint8_t)(slot->tl0 + 1 - packet->tl0);
    }
    shift->frame = (uint16_t)(slot->frame + 1 - packet->frame);
    shift->first = packet->sequence;
    slot->has_shift = 1;
    show(slot);
}

/* One packet of a stream that flows into this slot. */
void slot_feed(forward_slot *slot, forward_stream *stream, struct packet *packet, double now) {
    int place = place_of(slot->waiting, slot->waits, stream);
    if (place >= 0 && may_begin(slot, packet)) begin(slot, place, packet, now);
    if (stream != slot->current || !slot->has_shift || distance16(packet->sequence, slot->shift.first) < 0) return;
    int marker = packet->marker || slot->mark;
    slot->mark = 0;
    emit(slot, packet, marker, now);
}
