/* Redundant audio (RFC 2198): taken apart from publishers, put together for subscribers. Twin of red.py. */
#include <string.h>

#include "types.h"

#define MAX_OFFSET (1 << 14)
#define MAX_BLOCK (1 << 10)
#define MAX_PAYLOAD 1100
#define HEAD 4

/* A packet that was sent `back` packets before this one and can still be found. */
static const struct kept *before(const forward_slot *slot, uint16_t sequence, int back) {
    uint16_t earlier = (uint16_t)(sequence - back);
    const struct kept *kept = slot->ring ? slot->ring + earlier % RING : NULL;
    return kept && kept->packet && kept->sequence == earlier ? kept : NULL;
}

/* Which of the wished copies can be sent along (bit n: n + 1 packets back); the nearest ones when not all fit. */
uint8_t red_choose(const forward_slot *slot, const struct kept *own) {
    uint32_t size = own->packet->size;
    uint8_t found = 0;
    if (!slot->repeats || !size) return 0;
    for (int back = 1; back <= 8; back++) {
        if (!(slot->repeats >> (back - 1) & 1)) continue;
        const struct kept *kept = before(slot, own->sequence, back);
        if (!kept) continue;
        int64_t offset = distance32(own->timestamp, kept->timestamp);
        if (offset <= 0 || offset >= MAX_OFFSET || !kept->packet->size || kept->packet->size >= MAX_BLOCK) continue;
        size += HEAD + kept->packet->size;
        if (size > MAX_PAYLOAD) break;
        found |= (uint8_t)(1 << (back - 1));
    }
    return found;
}

/* Writes the sound with its copies; returns the bytes written, 0 when one of the copies is gone. */
int red_wrap(const forward_slot *slot, const struct kept *own, uint8_t *out) {
    const struct kept *copies[8];
    int count = 0, at = 0;
    for (int back = 8; back >= 1; back--) {
        if (!(own->copies >> (back - 1) & 1)) continue;
        if (!(copies[count++] = before(slot, own->sequence, back))) return 0;
    }
    for (int index = 0; index < count; index++, at += HEAD) {
        uint32_t offset = own->timestamp - copies[index]->timestamp, size = copies[index]->packet->size;
        out[at] = (uint8_t)(0x80 | slot->plan.types[OPUS]);
        out[at + 1] = (uint8_t)(offset >> 6);
        out[at + 2] = (uint8_t)((offset & 63) << 2 | size >> 8);
        out[at + 3] = (uint8_t)size;
    }
    out[at++] = slot->plan.types[OPUS];
    for (int index = 0; index < count; index++) {
        memcpy(out + at, copies[index]->packet->payload, copies[index]->packet->size);
        at += (int)copies[index]->packet->size;
    }
    memcpy(out + at, own->packet->payload, own->packet->size);
    return at + (int)own->packet->size;
}

/* Takes a payload apart: `packet` keeps its own sound, `copies` (RED_COPIES) get the last ones before it, oldest first.
   FORWARD_UNBOUND: a block is of a codec that was not negotiated. */
int red_split(const forward_peer *peer, struct packet *packet, struct block *copies, int *count) {
    const uint8_t *payload = packet->payload;
    uint32_t size = packet->size, at = 0, body;
    int known = 1;
    while (at < size && payload[at] & 0x80) {
        if (at + HEAD > size) return FORWARD_MALFORMED;
        at += HEAD;
    }
    if (at >= size) return FORWARD_MALFORMED;
    uint32_t heads = at / HEAD;
    uint8_t own = payload[at] & 0x7F;
    body = at + 1;
    *count = 0;
    for (uint32_t index = 0; index < heads; index++) {
        const uint8_t *head = payload + index * HEAD;
        uint32_t length = (uint32_t)(head[2] & 3) << 8 | head[3];
        if (body + length > size) return FORWARD_MALFORMED;
        known &= peer->plan.codecs[head[0] & 0x7F] == OPUS;
        if (index + RED_COPIES >= heads)
            copies[(*count)++] = (struct block){payload + body, length, (uint32_t)head[1] << 6 | head[2] >> 2,
                                                head[0] & 0x7F};
        body += length;
    }
    if (!known || peer->plan.codecs[own] != OPUS) return FORWARD_UNBOUND;
    packet->payload_type = own;
    packet->payload = payload + body;
    packet->size = size - body;
    return FORWARD_OK;
}
