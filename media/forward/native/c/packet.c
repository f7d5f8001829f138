/* RTP (RFC 3550 section 5.1), header extensions (RFC 8285), the payloads of VP8 (RFC 7741 section 4.2), VP9 (RFC 9628
   section 4.2), H264 and AV1. Twin of rtp.py, vp8.py, vp9.py, h264.py and av1.py: what they refuse is refused here. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

#define ONE_BYTE_PROFILE 0xBEDE
#define TWO_BYTE_PROFILE 0x1000
enum { SPS = 7, STAP_A = 24, FU_A = 28 };

/* Fills `packet`, which then points into `data`. */
int packet_parse(struct packet *packet, const uint8_t *data, size_t length) {
    if (length < 12 || length > MAX_DATAGRAM || data[0] >> 6 != 2) return FORWARD_MALFORMED;
    size_t at = 12 + 4 * (size_t)(data[0] & 15), end = length;
    memset(packet, 0, offsetof(struct packet, bytes));
    packet->level = -1;
    packet->payload_type = data[1] & 0x7F;
    packet->marker = data[1] >> 7;
    packet->sequence = get16(data + 2);
    packet->timestamp = get32(data + 4);
    packet->ssrc = get32(data + 8);
    if (data[0] & 0x10) {
        if (length < at + 4) return FORWARD_MALFORMED;
        size_t size = 4 * (size_t)get16(data + at + 2);
        packet->profile = get16(data + at);
        at += 4;
        packet->extension = data + at;
        packet->extension_size = (uint16_t)(size <= length - at ? size : length - at);
        at += size;
    }
    if (data[0] & 0x20) {
        if (data[length - 1] == 0) return FORWARD_MALFORMED;
        if (data[length - 1] > length) return FORWARD_MALFORMED;
        end -= data[length - 1];
    }
    if (end < at) return FORWARD_MALFORMED;
    packet->payload = data + at;
    packet->size = (uint32_t)(end - at);
    return FORWARD_OK;
}

static const uint8_t *find_one_byte(const uint8_t *data, int size, int number, int *length) {
    for (int at = 0; at < size;) {
        int head = data[at];
        if (head == 0) { at++; continue; }
        if (head >> 4 == 15) return NULL;
        int end = at + 2 + (head & 15);
        if (head >> 4 == number) {
            *length = end - at - 1;
            return end <= size ? data + at + 1 : NULL;
        }
        at = end;
    }
    return NULL;
}

static const uint8_t *find_two_byte(const uint8_t *data, int size, int number, int *length) {
    for (int at = 0; at + 1 < size;) {
        if (data[at] == 0) { at++; continue; }
        int end = at + 2 + data[at + 1];
        if (data[at] == number) {
            *length = end - at - 2;
            return end <= size ? data + at + 2 : NULL;
        }
        at = end;
    }
    return NULL;
}

/* The header extension with this id, or NULL; damaged extension data simply holds nothing. */
const uint8_t *packet_extension(const struct packet *packet, int number, int *length) {
    if (!number || !packet->extension) return NULL;
    if (packet->profile == ONE_BYTE_PROFILE)
        return find_one_byte(packet->extension, packet->extension_size, number, length);
    if ((packet->profile & 0xFFF0) == TWO_BYTE_PROFILE)
        return find_two_byte(packet->extension, packet->extension_size, number, length);
    return NULL;
}

/* H264 begins with its sequence parameters (RFC 6184): alone, in an aggregate or in the first part of a fragment. */
static int has_parameters(const uint8_t *payload, uint32_t size) {
    int kind = payload[0] & 31;
    if (kind == FU_A) return size > 1 && payload[1] & 0x80 && (payload[1] & 31) == SPS;
    if (kind != STAP_A) return kind == SPS;
    for (uint32_t at = 1; at + 2 < size; at += 2 + (uint32_t)get16(payload + at))
        if ((payload[at + 2] & 31) == SPS) return 1;
    return 0;
}

/* Takes the picture id at `at` and returns how long it is, 0: cut off. */
static uint32_t take_picture(struct packet *packet, uint32_t at) {
    const uint8_t *payload = packet->payload;
    if (at >= packet->size) return 0;
    packet->picture_at = (uint8_t)at;
    packet->picture = payload[at] & 0x7F;
    packet->picture_bits = 7;
    if (!(payload[at] & 0x80)) return 1;
    if (at + 1 >= packet->size) return 0;
    packet->picture = (uint16_t)(packet->picture << 8 | payload[at + 1]);
    packet->picture_bits = 15;
    return 2;
}

static int take_tl0(struct packet *packet, uint32_t at) {
    if (at >= packet->size) return 0;
    packet->tl0_at = (uint8_t)at;
    packet->tl0 = packet->payload[at];
    return 1;
}

static int describe_vp8(struct packet *packet) {
    const uint8_t *payload = packet->payload;
    uint32_t size = packet->size, at = 1;
    uint8_t first = payload[0];
    if (first & 0x80) {
        if (size < 2) return FORWARD_MALFORMED;
        uint8_t flags = payload[1];
        at = 2;
        if (flags & 0x80) {
            uint32_t length = take_picture(packet, at);
            if (!length) return FORWARD_MALFORMED;
            at += length;
        }
        if (flags & 0x40 && !take_tl0(packet, at++)) return FORWARD_MALFORMED;
        if (flags & 0x30) at++;
    }
    if ((first & 0x10) && !(first & 0x0F)) {
        if (at >= size) return FORWARD_MALFORMED;
        packet->starts_keyframe = !(payload[at] & 1);
    }
    return FORWARD_OK;
}

/* A keyframe is a frame of the lowest spatial layer that no picture before it predicts. */
static int describe_vp9(struct packet *packet) {
    uint32_t at = 1;
    uint8_t first = packet->payload[0], spatial = 0;
    if (first & 0x80) {
        uint32_t length = take_picture(packet, at);
        if (!length) return FORWARD_MALFORMED;
        at += length;
    }
    if (first & 0x20) {
        if (at >= packet->size) return FORWARD_MALFORMED;
        spatial = packet->payload[at] >> 1 & 7;
        if (!(first & 0x10) && !take_tl0(packet, at + 1)) return FORWARD_MALFORMED;
    }
    packet->starts_keyframe = (first & 0x48) == 0x08 && !spatial;
    return FORWARD_OK;
}

/* Finds the counters of a picture's payload that is not empty; H264 and AV1 have none. */
int packet_describe(struct packet *packet, int codec) {
    int result = codec == VP8 ? describe_vp8(packet) : codec == VP9 ? describe_vp9(packet) : FORWARD_OK;
    if (result != FORWARD_OK) return result;
    if (codec == H264) packet->starts_keyframe = (uint8_t)has_parameters(packet->payload, packet->size);
    /* The first packet of a coded video sequence, and not the rest of a unit before. */
    if (codec == AV1) packet->starts_keyframe = (packet->payload[0] & 0x88) == 0x08;
    packet->has_descriptor = 1;
    return FORWARD_OK;
}

/* Finds the dependency descriptor, if it could be one. */
void packet_depend(struct packet *packet, int number) {
    int size = 0;
    const uint8_t *found = packet_extension(packet, number, &size);
    if (!found || size < 3 || size > MAX_DEPENDENCY) return;
    packet->dependency = found;
    packet->dependency_size = (uint8_t)size;
    packet->frame = get16(found + 1);
}

/* A copy that lives as long as a slot may send it again; NULL when there is no memory. */
struct packet *packet_keep(const struct packet *packet) {
    struct packet *kept = malloc(offsetof(struct packet, bytes) + packet->size + packet->dependency_size + 1);
    if (!kept) return NULL;
    memcpy(kept, packet, offsetof(struct packet, bytes));
    if (packet->size) memcpy(kept->bytes, packet->payload, packet->size);
    if (packet->dependency_size) memcpy(kept->bytes + packet->size, packet->dependency, packet->dependency_size);
    kept->payload = kept->bytes;
    kept->dependency = kept->bytes + packet->size;
    kept->extension = NULL;
    kept->refs = 1;
    return kept;
}

void packet_drop(struct packet *packet) {
    if (packet && --packet->refs == 0) free(packet);
}
