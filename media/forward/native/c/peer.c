/* One peer: which of its packets belong to which stream (twin of uplink.py), its slots, its transport-wide numbers. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

forward_peer *forward_peer_new(forward_core *core, uint32_t id, uint32_t source, const forward_peer_plan *plan,
                               const forward_slot_plan *slots, int count) {
    forward_peer *peer = calloc(1, sizeof *peer + (size_t)count * sizeof(forward_slot));
    if (!peer) return NULL;
    peer->core = core;
    peer->id = id;
    peer->source = source;
    peer->plan = *plan;
    peer->slot_count = count;
    for (int index = 0; index < count; index++) slot_init(&peer->slots[index], peer, &slots[index]);
    control_enter();
    core_ref(core);
    control_leave();
    return peer;
}

forward_slot *forward_peer_slot(forward_peer *peer, int index) { return &peer->slots[index]; }

/* From here on the peer's packets are decrypted and encrypted here. The sessions belong to the caller, to nobody else
   but this engine meanwhile, and must live until forward_peer_detach. */
void forward_peer_attach(forward_peer *peer, void *receive, void *send) {
    control_enter();
    peer->receive = receive;
    peer->send = send;
    control_leave();
}

void forward_peer_detach(forward_peer *peer) {
    control_enter();
    outbox_flush(peer->core);
    route_forget(peer->core, peer);
    peer->receive = peer->send = NULL;
    control_leave();
}

void forward_peer_free(forward_peer *peer) {
    control_enter();
    outbox_flush(peer->core);
    route_forget(peer->core, peer);
    peer->receive = NULL;
    for (int index = 0; index < peer->slot_count; index++) {
        slot_forget(&peer->slots[index]);
        peer->slots[index].has_shift = 0;
        slot_close(&peer->slots[index], 0);
    }
    for (int index = 0; index < peer->binding_count; index++)
        if (peer->bindings[index].stream) stream_unref(peer->bindings[index].stream);
    for (int track = 0; track < RTX_TRACKS; track++)
        for (int layer = 0; layer < RTX_LAYERS; layer++)
            if (peer->layers[track][layer]) stream_unref(peer->layers[track][layer]);
    core_unref(peer->core);
    free(peer->history);
    free(peer->pacer.queue);
    free(peer);
    control_leave();
}

/* Where packets go. */
int forward_peer_aim(forward_peer *peer, int family, const uint8_t *address, uint16_t port, uint32_t scope) {
    control_enter();
    outbox_flush(peer->core);
    memset(&peer->address, 0, sizeof peer->address);
    if (family == AF_INET) {
        peer->address.v4.sin_family = AF_INET;
        peer->address.v4.sin_port = htons(port);
        memcpy(&peer->address.v4.sin_addr, address, 4);
    } else {
        peer->address.v6.sin6_family = AF_INET6;
        peer->address.v6.sin6_port = htons(port);
        peer->address.v6.sin6_scope_id = scope;
        memcpy(&peer->address.v6.sin6_addr, address, 16);
    }
    peer->family = family;
    control_leave();
    return FORWARD_OK;
}

/* Media from this address is the peer's. */
int forward_peer_route(forward_peer *peer, int family, const uint8_t *address, uint16_t port) {
    uint8_t key[20];
    route_key(key, family, address, port);
    control_enter();
    int done = route_set(peer->core, key, peer);
    control_leave();
    return done;
}

void forward_peer_unroute(forward_peer *peer, int family, const uint8_t *address, uint16_t port) {
    uint8_t key[20];
    route_key(key, family, address, port);
    control_enter();
    route_drop(peer->core, key, peer);
    control_leave();
}

static struct binding *find(forward_peer *peer, uint32_t ssrc, int resends) {
    for (int index = 0; index < peer->binding_count; index++)
        if (peer->bindings[index].ssrc == ssrc && peer->bindings[index].resends == resends)
            return &peer->bindings[index];
    return NULL;
}

static void replace(forward_stream **place, forward_stream *stream) {
    if (stream) stream_ref(stream);
    if (*place) stream_unref(*place);
    *place = stream;
}

/* Packets of `ssrc` are this stream, which is this layer of this track from now on. */
void forward_peer_bind(forward_peer *peer, uint32_t ssrc, forward_stream *stream, int track, int layer) {
    control_enter();
    if (peer->binding_count < MAX_BINDINGS && !find(peer, ssrc, 0)) {
        struct binding *binding = &peer->bindings[peer->binding_count++];
        *binding = (struct binding){ssrc, 0, (uint8_t)track, (uint8_t)layer, NULL};
        replace(&binding->stream, stream);
        replace(&peer->layers[track][layer], stream);
    }
    control_leave();
}

/* Packets of `ssrc` repair that layer, whatever stream it is (RFC 4588). */
int forward_peer_bind_resends(forward_peer *peer, uint32_t ssrc, int track, int layer) {
    int done = 0;
    control_enter();
    if (peer->binding_count < MAX_BINDINGS && !find(peer, ssrc, 1)) {
        peer->bindings[peer->binding_count++] = (struct binding){ssrc, 1, (uint8_t)track, (uint8_t)layer, NULL};
        done = 1;
    }
    control_leave();
    return done;
}

void forward_peer_unbind(forward_peer *peer, uint32_t ssrc) {
    control_enter();
    struct binding *binding = find(peer, ssrc, 0);
    if (binding) {
        replace(&binding->stream, NULL);
        *binding = peer->bindings[--peer->binding_count];
    }
    control_leave();
}

static struct opening *find_opening(forward_peer *peer, uint32_t ssrc) {
    for (int index = 0; index < peer->opening_count; index++)
        if (peer->openings[index].ssrc == ssrc) return &peer->openings[index];
    return NULL;
}

/* True while the control side has packets of this SSRC that it did not place yet. */
int peer_is_opening(const forward_peer *peer, uint32_t ssrc) {
    return peer->opening_count && find_opening((forward_peer *)peer, ssrc) != NULL;
}

/* An authentic packet that cannot be placed here (yet). */
void peer_hand_up(forward_peer *peer, uint32_t ssrc, const uint8_t *data, size_t length, double now) {
    if (!event_push(peer->core, FORWARD_PLAIN, peer->id, now, 0, 0, NULL, 0, data, length)) return;
    struct opening *opening = find_opening(peer, ssrc);
    if (!opening && peer->opening_count < MAX_BINDINGS) {
        opening = &peer->openings[peer->opening_count++];
        *opening = (struct opening){ssrc, 0};
    }
    if (opening) opening->waiting++;
}

/* The control side is done with one packet that was handed up, whatever it did with it. */
void forward_peer_placed(forward_peer *peer, uint32_t ssrc) {
    control_enter();
    struct opening *opening = find_opening(peer, ssrc);
    if (opening && --opening->waiting == 0) *opening = peer->openings[--peer->opening_count];
    control_leave();
}

static int understand(forward_peer *peer, forward_stream *stream, struct packet *packet) {
    packet->codec = (uint8_t)stream->codec;
    if (stream->audio) {
        int size = 0;
        const uint8_t *level = packet_extension(packet, peer->plan.level, &size);
        packet->level = level && size ? level[0] & 0x7F : -1;
        return FORWARD_OK;
    }
    if (!packet->size) return FORWARD_OK;
    packet_depend(packet, peer->plan.dependency);
    return packet_describe(packet, stream->codec);
}

static forward_stream *unwrap(forward_peer *peer, struct packet *packet, const struct binding *binding) {
    packet->sequence = get16(packet->payload);
    packet->payload += 2;
    packet->size -= 2;
    return peer->layers[binding->track][binding->layer];
}

/* The copies of packets that are missing come before the packet; the last one is of the packet right before it. */
static int take_copies(forward_peer *peer, forward_stream *stream, struct packet *packets, const struct block *blocks,
                       int blocks_count, double now) {
    struct packet own = packets[0];
    int count = 0;
    for (int index = 0; index < blocks_count; index++) {
        uint16_t sequence = (uint16_t)(own.sequence - (blocks_count - index));
        const struct block *block = &blocks[index];
        if (!block->size || !reception_fill(stream, sequence, block->size, now)) continue;
        struct packet *copy = &packets[count++];
        memcpy(copy, &own, offsetof(struct packet, bytes));
        copy->marker = 0;
        copy->sequence = sequence;
        copy->timestamp = own.timestamp - block->offset;
        copy->payload_type = block->payload_type;
        copy->payload = block->payload;
        copy->size = block->size;
        COUNT(peer->core, FORWARD_RED_USED);
    }
    memcpy(&packets[count], &own, offsetof(struct packet, bytes));
    return count + 1;
}

/* Finds the stream of a parsed packet and accepts it; *stream stays NULL when there is nothing to forward. `packets`
   has room for TAKEN: a redundant one may turn out to hold several, the parsed one is the last of them. */
int peer_take(forward_peer *peer, struct packet *packets, size_t length, double now, forward_stream **stream, int *count) {
    struct packet *packet = packets;
    struct block blocks[RED_COPIES];
    int blocks_count = 0;
    *count = 1;
    int codec = peer->plan.codecs[packet->payload_type & 0x7F];
    *stream = NULL;
    if (!codec) {
        COUNT(peer->core, FORWARD_UNKNOWN_TYPE);
        return FORWARD_OK;
    }
    if (codec == RTX && packet->size <= 2) return FORWARD_OK;
    struct binding *binding = find(peer, packet->ssrc, codec == RTX);
    if (!binding) return FORWARD_UNBOUND;
    forward_stream *found = codec == RTX ? unwrap(peer, packet, binding) : binding->stream;
    if (!found) return FORWARD_OK;
    int is_sound = codec == OPUS || codec == RED;
    if (codec != RTX && (is_sound != found->audio || (!is_sound && codec != found->codec))) {
        COUNT(peer->core, FORWARD_WRONG_TRACK);
        return FORWARD_OK;
    }
    int split = codec == RED ? red_split(peer, packet, blocks, &blocks_count) : FORWARD_OK;
    if (split == FORWARD_UNBOUND) {
        COUNT(peer->core, FORWARD_UNKNOWN_TYPE);
        return FORWARD_OK;
    }
    if (split != FORWARD_OK) return split;
    if (!reception_accept(found, packet->sequence, packet->timestamp, (uint32_t)length, now)) {
        COUNT(peer->core, codec == RTX ? FORWARD_RTX_SPARE : FORWARD_DUPLICATE);
        return FORWARD_OK;
    }
    if (understand(peer, found, packet) != FORWARD_OK) return FORWARD_MALFORMED;
    if (blocks_count) *count = take_copies(peer, found, packets, blocks, blocks_count, now);
    *stream = found;
    return FORWARD_OK;
}

/* One authentic RTP packet that the control side hands in. */
int forward_peer_receive(forward_peer *peer, const uint8_t *data, size_t length, double now) {
    struct packet packets[TAKEN];
    forward_stream *stream;
    int count;
    if (packet_parse(packets, data, length) != FORWARD_OK) return FORWARD_MALFORMED;
    control_enter();
    int result = peer_take(peer, packets, length, now, &stream, &count);
    if (result == FORWARD_OK && stream) {
        stream_ref(stream);
        /* One at a time: a page that shows a voice twice gets them in the order in which its twin sends them. */
        for (int index = 0; index < count; index++)
            fan_out(peer->core, &(struct run){stream, packets + index, 1}, 1, now);
        stream_unref(stream);
    }
    outbox_flush(peer->core);
    control_leave();
    return result;
}
