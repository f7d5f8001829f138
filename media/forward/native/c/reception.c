/* Receiver's book-keeping of one stream (RFC 3550 section 6.4): duplicates, gaps, loss, jitter. Twin of reception.py;
   arithmetic on times is done in the same order, so that reports are equal to the bit. */
#include <math.h>
#include <string.h>

#include "types.h"

#define REORDER_S 0.015
#define RETRY_S 0.1
#define MAX_TRIES 6
#define RESET_GAP 3000

static void set_missing(forward_stream *stream, uint32_t count) {
    __atomic_store_n(&stream->view.missing, count, __ATOMIC_RELAXED);
}

static void restart(forward_stream *stream, uint16_t sequence) {
    struct reception *one = &stream->reception;
    one->base = one->highest = (int64_t)sequence + 0x10000;
    one->has_base = 1;
    set_missing(stream, 0);
    one->packets = 0;
    one->has_transit = 0;
    one->reported_expected = one->reported_packets = one->missed = 0;
}

static void remove_gap(forward_stream *stream, uint32_t index) {
    uint32_t count = stream->view.missing;
    struct gap *gaps = stream->reception.gaps;
    memmove(gaps + index, gaps + index + 1, (count - index - 1) * sizeof *gaps);
    set_missing(stream, count - 1);
}

/* Returns how often it was asked for, -1 when it is not missing. */
static int fill_gap(forward_stream *stream, int64_t sequence) {
    for (uint32_t index = 0; index < stream->view.missing; index++)
        if (stream->reception.gaps[index].sequence == sequence) {
            int tries = stream->reception.gaps[index].tries;
            remove_gap(stream, index);
            return tries;
        }
    return -1;
}

static void open_gap(forward_stream *stream, int64_t extended, double now) {
    struct reception *one = &stream->reception;
    if (!one->packets) return;
    int64_t first = one->highest + 1;
    one->missed += extended - first;
    if (extended - first > MAX_MISSING) {
        first = extended - MAX_MISSING;
        stream->view.given_up = 1;
    }
    for (int64_t sequence = first; sequence < extended; sequence++) {
        if (stream->view.missing == MAX_MISSING) {
            remove_gap(stream, 0);
            stream->view.given_up = 1;
        }
        one->gaps[stream->view.missing] = (struct gap){sequence, now + REORDER_S, 0};
        set_missing(stream, stream->view.missing + 1);
    }
}

static void measure_jitter(struct reception *one, uint32_t timestamp, double now) {
    double transit = now * one->rate - (double)timestamp;
    if (one->has_transit) {
        double rest = fmod(transit - one->transit + 2147483648.0, 4294967296.0);
        if (rest < 0) rest += 4294967296.0;
        double change = fabs(rest - 2147483648.0);
        one->jitter += (change - one->jitter) / 16;
    }
    one->transit = transit;
    one->has_transit = 1;
}

/* Registers a packet; 0: a duplicate, or one too old to be of use. */
int reception_accept(forward_stream *stream, uint16_t sequence, uint32_t timestamp, uint32_t size, double now) {
    struct reception *one = &stream->reception;
    int far = one->has_base ? distance16(sequence, (uint16_t)one->highest) : 0;
    if (!one->has_base || far > RESET_GAP || far < -RESET_GAP) restart(stream, sequence);
    int64_t extended = one->highest + distance16(sequence, (uint16_t)one->highest);
    if (extended <= one->highest && one->packets) {
        int tries = fill_gap(stream, extended);
        if (tries < 0) return 0;
        /* Before anybody asked for it: merely late. */
        one->missed -= tries == 0;
    } else {
        open_gap(stream, extended, now);
        one->highest = extended;
        measure_jitter(one, timestamp, now);
    }
    one->packets++;
    stream->view.octets += size;
    stream->view.last_at = now;
    return 1;
}

/* Registers a copy that came in another packet; 0: it is not missing. */
int reception_fill(forward_stream *stream, uint16_t sequence, uint32_t size, double now) {
    struct reception *one = &stream->reception;
    if (!one->has_base || fill_gap(stream, one->highest + distance16(sequence, (uint16_t)one->highest)) < 0) return 0;
    one->packets++;
    stream->view.octets += size;
    stream->view.last_at = now;
    return 1;
}

/* Sequence numbers that a NACK must name now, ascending; returns how many. */
int forward_stream_again(forward_stream *stream, double now, uint16_t *out, int size) {
    int due = 0;
    control_enter();
    struct gap *gaps = stream->reception.gaps;
    for (uint32_t index = 0; index < stream->view.missing && due < size;) {
        struct gap *gap = gaps + index;
        if (now < gap->at) { index++; continue; }
        if (gap->tries >= MAX_TRIES) {
            remove_gap(stream, index);
            stream->view.given_up = 1;
            continue;
        }
        gap->at = now + RETRY_S;
        gap->tries++;
        out[due++] = (uint16_t)gap->sequence;
        index++;
    }
    control_leave();
    return due;
}

void forward_stream_hear_sender(forward_stream *stream, uint32_t middle, double now) {
    control_enter();
    stream->reception.sender_middle = middle;
    stream->reception.sender_at = now;
    control_leave();
}

/* Block for the next receiver report; at_least raises the loss told (0..1). */
void forward_stream_report(forward_stream *stream, double now, double at_least, forward_report *out) {
    control_enter();
    struct reception *one = &stream->reception;
    int64_t expected = one->highest - (one->has_base ? one->base : one->highest) + 1;
    int64_t interval = expected - one->reported_expected;
    int64_t lost = interval - (one->packets - one->reported_packets);
    if (lost < 0) lost = 0;
    one->reported_expected = expected;
    one->reported_packets = one->packets;
    double share = interval > 0 ? (double)lost / (double)interval : 0.0;
    if (share > 1.0) share = 1.0;
    stream->view.loss += (share - stream->view.loss) * 0.3;
    double raw = interval > 0 ? (double)(one->missed > 0 ? one->missed : 0) / (double)interval : 0.0;
    if (raw > 1.0) raw = 1.0;
    stream->view.raw_loss += (raw - stream->view.raw_loss) * 0.3;
    one->missed = 0;
    double told = 256 * (share > at_least ? share : at_least);
    out->fraction = told > 255 ? 255 : (uint32_t)told;
    out->lost = expected > one->packets ? (uint32_t)(expected - one->packets) : 0;
    out->highest = (uint32_t)one->highest;
    out->jitter = (uint32_t)one->jitter;
    out->last_sr = one->sender_middle;
    out->delay = one->sender_middle ? (uint32_t)(int64_t)((now - one->sender_at) * 65536) : 0;
    control_leave();
}

int forward_stream_accept(forward_stream *stream, uint16_t sequence, uint32_t timestamp, uint32_t size, double now) {
    control_enter();
    int taken = reception_accept(stream, sequence, timestamp, size, now);
    control_leave();
    return taken;
}

int forward_stream_fill(forward_stream *stream, uint16_t sequence, uint32_t size, double now) {
    control_enter();
    int filled = reception_fill(stream, sequence, size, now);
    control_leave();
    return filled;
}
