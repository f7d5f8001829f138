/* One incoming stream and the slots it flows into. Twin of stream.py and keyframes.py. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

forward_stream *forward_stream_new(forward_core *core, uint32_t id, uint32_t ssrc, uint32_t source, int codec) {
    forward_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->id = id;
    stream->ssrc = ssrc;
    stream->source = source;
    stream->audio = codec == OPUS;
    stream->codec = codec;
    stream->refs = 1;
    stream->view.last_at = -INFINITY;
    stream->reception.rate = codec == OPUS ? 48000 : 90000;
    stream->core = core;
    control_enter();
    core_ref(core);
    control_leave();
    return stream;
}

void stream_ref(forward_stream *stream) { stream->refs++; }

void stream_unref(forward_stream *stream) {
    if (--stream->refs) return;
    core_unref(stream->core);
    free(stream->slots);
    free(stream);
}

/* The caller's own reference ends; slots and bindings may still hold the stream. */
void forward_stream_free(forward_stream *stream) {
    control_enter();
    stream_unref(stream);
    control_leave();
}

const forward_stream_view *forward_stream_look(forward_stream *stream) { return &stream->view; }

void stream_join(forward_stream *stream, forward_slot *slot) {
    for (int index = 0; index < stream->slot_count; index++)
        if (stream->slots[index] == slot) return;
    if (stream->slot_count == stream->slot_room) {
        int room = stream->slot_room ? stream->slot_room * 2 : 8;
        forward_slot **slots = realloc(stream->slots, (size_t)room * sizeof *slots);
        if (!slots) return;
        stream->slots = slots;
        stream->slot_room = room;
    }
    stream->slots[stream->slot_count++] = slot;
}

void stream_leave(forward_stream *stream, forward_slot *slot) {
    for (int index = 0; index < stream->slot_count; index++)
        if (stream->slots[index] == slot) {
            stream->slot_count--;
            memmove(stream->slots + index, stream->slots + index + 1,
                    (size_t)(stream->slot_count - index) * sizeof *stream->slots);
            return;
        }
}

/* Tells the control side what it must know of an accepted packet. */
void stream_notice(forward_stream *stream, const struct packet *packet, double now) {
    if (!stream->audio) return;
    uint8_t head[3] = {packet->payload_type, packet->marker, packet->level < 0 ? 255 : (uint8_t)packet->level};
    event_push(stream->core, FORWARD_AUDIO, stream->id, now, packet->sequence, packet->timestamp, head, sizeof head,
               packet->payload, packet->size);
}

/* A keyframe came: everybody who waited has it. */
void stream_arrived(forward_stream *stream) {
    stream->view.wanted = 0;
    stream->view.keyframes++;
}

/* A packet that was parsed elsewhere. */
int forward_stream_feed(forward_stream *stream, int marker, uint16_t sequence, uint32_t timestamp, int level,
                        const uint8_t *payload, size_t length, double now) {
    struct packet packet = {.marker = marker != 0, .sequence = sequence, .timestamp = timestamp, .ssrc = stream->ssrc,
                            .level = (int16_t)level, .payload = payload, .size = (uint32_t)length,
                            .codec = (uint8_t)stream->codec};
    if (length > MAX_DATAGRAM) return FORWARD_MALFORMED;
    if (!stream->audio && length && packet_describe(&packet, stream->codec) != FORWARD_OK) return FORWARD_MALFORMED;
    struct packet *kept = packet_keep(&packet);
    if (!kept) return FORWARD_OK;
    control_enter();
    if (kept->has_descriptor && kept->starts_keyframe) stream_arrived(stream);
    for (int place = 0; place < stream->slot_count; place++) slot_feed(stream->slots[place], stream, kept, now);
    outbox_flush(stream->core);
    packet_drop(kept);
    control_leave();
    return FORWARD_OK;
}

void forward_stream_want(forward_stream *stream) {
    control_enter();
    stream->view.wanted = 1;
    control_leave();
}

void forward_stream_arrived(forward_stream *stream) {
    control_enter();
    stream_arrived(stream);
    control_leave();
}

void forward_stream_forgive(forward_stream *stream) {
    control_enter();
    stream->view.given_up = 0;
    control_leave();
}

/* The control side asks for nothing of this stream any more: it is told anew at the next packet that needs it. */
void forward_stream_rest(forward_stream *stream) {
    control_enter();
    stream->asking = 0;
    control_leave();
}

int forward_stream_slots(forward_stream *stream) {
    control_enter();
    int count = stream->slot_count;
    control_leave();
    return count;
}
