/* What a slot sends: its packets, resends (RFC 4588) and padding that probes the line. Twin of the end of slot.py. */
#include <string.h>

#include "types.h"

#define RESEND_INTERVAL_S 0.02
#define MAX_PADDING 224

/* An extension of the header, as it grows: `form` is 1 or 2, the bytes around an element's value. */
struct extension { uint8_t *at; int form, used; };

static void put_element(struct extension *extension, uint8_t number, const uint8_t *value, int size) {
    uint8_t *at = extension->at + 4 + extension->used;
    if (extension->form == 1) at[0] = (uint8_t)(number << 4 | (size - 1));
    else {
        at[0] = number;
        at[1] = (uint8_t)size;
    }
    memcpy(at + extension->form, value, (size_t)size);
    extension->used += extension->form + size;
}

/* Returns the bytes of the whole, a multiple of 4, or 0. */
static int end_extension(const struct extension *extension) {
    int padded = (extension->used + 3) / 4 * 4;
    if (!padded) return 0;
    put16(extension->at, extension->form == 1 ? 0xBEDE : 0x1000);
    put16(extension->at + 2, (uint16_t)(padded / 4));
    memset(extension->at + 4 + extension->used, 0, (size_t)(padded - extension->used));
    return 4 + padded;
}

/* What the receiver needs to measure the line; only on SSRCs that never send one number twice. */
static void put_timing(forward_slot *slot, struct extension *extension, uint32_t size, double now) {
    forward_peer *peer = slot->peer;
    uint8_t value[3];
    if (peer->plan.measured) {
        put16(value, line_number(peer, size + OVERHEAD, now));
        put_element(extension, peer->plan.transport_cc, value, 2);
        return;
    }
    if (!peer->plan.send_time) return;
    /* abs-send-time: 6.18 fixed point seconds. */
    uint32_t when = (uint32_t)((uint64_t)(int64_t)(now * 262144) & 0xFFFFFF);
    value[0] = (uint8_t)(when >> 16);
    put16(value + 1, (uint16_t)when);
    put_element(extension, peer->plan.send_time, value, 3);
}

/* The dependency descriptor with its frame number moved; the two-byte form where the one-byte form is too short. */
static int put_picture_extensions(forward_slot *slot, const struct kept *kept, uint8_t *at, double now) {
    const struct packet *packet = kept->packet;
    uint8_t number = slot->peer->plan.dependency;
    int size = number ? packet->dependency_size : 0;
    struct extension extension = {at, size > 16 ? 2 : 1, 0};
    put_timing(slot, &extension, packet->size, now);
    if (size) {
        put_element(&extension, number, packet->dependency, size);
        put16(at + 4 + extension.used - size + 1, kept->frame);
    }
    return end_extension(&extension);
}

static int put_extensions(forward_slot *slot, const struct kept *kept, uint8_t *at, double now) {
    if (slot->plan.video) return put_picture_extensions(slot, kept, at, now);
    if (kept->packet->level < 0 || !slot->peer->plan.level) return 0;
    uint8_t level = kept->packet->level & 0x7F;
    struct extension extension = {at, 1, 0};
    put_element(&extension, slot->peer->plan.level, &level, 1);
    return end_extension(&extension);
}

static uint8_t main_type(const forward_slot *slot, const struct kept *kept) {
    if (kept->copies) return slot->plan.red_payload_type;
    return slot->plan.types[kept->packet->codec];
}

static void put_header(uint8_t *out, int marker, uint8_t payload_type, uint16_t sequence, uint32_t timestamp,
                       uint32_t ssrc) {
    out[0] = 0x80;
    out[1] = (uint8_t)(payload_type | (marker ? 0x80 : 0));
    put16(out + 2, sequence);
    put32(out + 4, timestamp);
    put32(out + 8, ssrc);
}

static int put_payload(uint8_t *at, const struct kept *kept) {
    const struct packet *packet = kept->packet;
    if (packet->size) memcpy(at, packet->payload, packet->size);
    if (!packet->has_descriptor) return (int)packet->size;
    if (packet->picture_bits == 15) put16(at + packet->picture_at, kept->picture | 0x8000);
    else if (packet->picture_bits == 7) at[packet->picture_at] = kept->picture & 0x7F;
    if (packet->tl0_at) at[packet->tl0_at] = kept->tl0;
    return (int)packet->size;
}

/* The packet itself, with the copies it had at first; 0 when they are gone. Audio is bit-identical each time: AES-GCM may never protect two texts under one number. */
int slot_send(forward_slot *slot, const struct kept *kept, double now) {
    forward_core *core = slot->peer->core;
    uint8_t *out = outbox_begin(core, slot->peer);
    put_header(out, kept->marker, main_type(slot, kept), kept->sequence, kept->timestamp, slot->plan.ssrc);
    out[0] |= 1;
    put32(out + 12, kept->source);
    int at = 16, extension = put_extensions(slot, kept, out + at, now);
    if (extension) out[0] |= 0x10;
    at += extension;
    int size = kept->copies ? red_wrap(slot, kept, out + at) : put_payload(out + at, kept);
    if (kept->copies && !size) return 0;
    slot->view.packets++;
    slot->view.octets += (uint32_t)size;
    outbox_commit(core, slot->peer, at + size);
    return 1;
}

static void send_rtx(forward_slot *slot, const struct kept *kept, double now) {
    forward_core *core = slot->peer->core;
    slot->rtx_sequence++;
    uint8_t *out = outbox_begin(core, slot->peer);
    put_header(out, kept->marker, slot->plan.rtx_types[kept->packet->codec], slot->rtx_sequence, kept->timestamp, slot->plan.rtx_ssrc);
    out[0] |= 1;
    put32(out + 12, kept->source);
    int at = 16, extension = put_extensions(slot, kept, out + at, now);
    if (extension) out[0] |= 0x10;
    at += extension;
    put16(out + at, kept->sequence);
    at += 2;
    at += put_payload(out + at, kept);
    outbox_commit(core, slot->peer, at);
}

/* Answers a NACK: video on the RTX stream, audio as the very same packet again. */
int forward_slot_resend(forward_slot *slot, uint16_t *sequences, int count, double now) {
    int known = 0;
    control_enter();
    for (int index = 0; slot->ring && index < count; index++) {
        struct kept *kept = slot->ring + sequences[index] % RING;
        if (!kept->packet || kept->sequence != sequences[index]) continue;
        sequences[known++] = sequences[index];
        if (now - kept->resent_at < RESEND_INTERVAL_S) continue;
        kept->resent_at = now;
        if (!slot->plan.video) {
            slot->view.resent += (uint64_t)slot_send(slot, kept, now);
        } else if (slot->plan.rtx_ssrc) {
            slot->view.resent++;
            send_rtx(slot, kept, now);
        }
    }
    outbox_flush(slot->peer->core);
    control_leave();
    return known;
}

static int pad(forward_slot *slot, int size, double now) {
    struct kept *kept = slot->ring ? slot->ring + (uint32_t)(slot->sequence - slot->padded % 16) % RING : NULL;
    slot->padded++;
    if (kept && kept->packet && (int)kept->packet->size <= size) {
        send_rtx(slot, kept, now);
        return (int)kept->packet->size + OVERHEAD;
    }
    int padding = size > MAX_PADDING ? MAX_PADDING : size < 1 ? 1 : size;
    slot->rtx_sequence++;
    uint8_t *out = outbox_begin(slot->peer->core, slot->peer);
    uint8_t type = 0;
    for (int codec = VP8; codec < CODECS && !type; codec++) type = slot->plan.rtx_types[codec];
    struct extension extension = {out + 12, 1, 0};
    put_header(out, 0, type, slot->rtx_sequence, slot->timestamp, slot->plan.rtx_ssrc);
    put_timing(slot, &extension, (uint32_t)padding, now);
    int length = end_extension(&extension), at = 12 + length;
    out[0] |= 0x20 | (length ? 0x10 : 0);
    memset(out + at, 0, (size_t)padding);
    out[at + padding - 1] = (uint8_t)padding;
    outbox_commit(slot->peer->core, slot->peer, at + padding);
    return padding + OVERHEAD;
}

/* Sends something of up to `size` bytes that shows no picture; returns what was sent. */
int forward_slot_pad(forward_slot *slot, int size, double now) {
    control_enter();
    int sent = pad(slot, size, now);
    outbox_flush(slot->peer->core);
    control_leave();
    return sent;
}
