/* Drives the engine under the address and undefined-behaviour sanitizers: scripts of bytes (files named on the command
   line, or made here from valid packets that are damaged), then the thread on a real socket. Also a libFuzzer target:
   -DFUZZER -fsanitize=fuzzer. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "types.h"

#define PEERS 3
#define STREAMS 6
#define SLOTS 6
#define ROUNDS 4000            /* unless NGHISU_FUZZ_ROUNDS says more */

static uint8_t drained[EVENT_BYTES];
static uint64_t state = 88172645463325252ULL;

static uint32_t number(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % below;
}

/* As libsrtp: 16 bytes more, and sometimes a refusal. */
static int fake_protect(void *context, void *packet, int *length) {
    memset((uint8_t *)packet + *length, 0xAA, 16);
    *length += 16;
    return ++*(int *)context % 97 == 0;
}

static int fake_unprotect(void *context, void *packet, int *length) {
    (void)packet;
    if (*length < 28) return 1;
    *length -= 16;
    return ++*(int *)context % 89 == 0;
}

enum { PICTURES = 4 };
static const uint8_t PICTURE_CODECS[PICTURES] = {VP8, H264, VP9, AV1}, PICTURE_TYPES[PICTURES] = {96, 102, 98, 45};

static forward_peer_plan peer_plan(int measured) {
    forward_peer_plan plan = {.level = 4, .send_time = 5, .transport_cc = 6, .dependency = 13, .measured = (uint8_t)measured};
    plan.codecs[111] = OPUS;
    plan.codecs[97] = RTX;
    plan.codecs[63] = RED;
    for (int index = 0; index < PICTURES; index++) plan.codecs[PICTURE_TYPES[index]] = PICTURE_CODECS[index];
    return plan;
}

struct hall {
    forward_core *core;
    forward_peer *peers[PEERS];
    forward_stream *streams[STREAMS];
    uint32_t next_id;
};

static forward_slot_plan slot_plan(int slot, int video) {
    forward_slot_plan plan = {.ssrc = 1000 + (uint32_t)slot, .rtx_ssrc = video ? 2000 + (uint32_t)slot : 0,
                              .red_payload_type = video ? 0 : 63, .video = (uint8_t)video, .sequence = 65000,
                              .picture = 32000, .rtx_sequence = 9, .timestamp = 4000000000u};
    if (!video) plan.types[OPUS] = 111;
    for (int index = 0; video && index < PICTURES; index++) {
        plan.types[PICTURE_CODECS[index]] = PICTURE_TYPES[index];
        plan.rtx_types[PICTURE_CODECS[index]] = PICTURE_TYPES[index] + 1;
    }
    return plan;
}

static void open_peer(struct hall *hall, int index) {
    forward_slot_plan slots[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++)
        slots[slot] = slot_plan(slot, slot > 1);
    forward_peer_plan plan = peer_plan(index == 2);
    hall->peers[index] = forward_peer_new(hall->core, hall->next_id++, (uint32_t)index + 1, &plan, slots, SLOTS);
}

/* Stream 0..1 audio of peer 0 and 1, the others layers of their cameras, each in a codec of its own. */
static int codec_of(int stream) { return stream < 2 ? OPUS : PICTURE_CODECS[stream - 2]; }

static uint8_t type_of(int stream) { return stream < 2 ? 111 : PICTURE_TYPES[stream - 2]; }

static void open_stream(struct hall *hall, int index) {
    int peer = index % 2, audio = index < 2;
    hall->streams[index] = forward_stream_new(hall->core, hall->next_id++, 10 + (uint32_t)index, (uint32_t)peer + 1,
                                               codec_of(index));
    forward_peer_bind(hall->peers[peer], 10 + (uint32_t)index, hall->streams[index], !audio, audio ? 0 : index / 2);
}

static struct hall open_hall(void) {
    struct hall hall = {.core = forward_core_new(), .next_id = 1};
    for (int index = 0; index < PEERS; index++) open_peer(&hall, index);
    for (int index = 0; index < STREAMS; index++) open_stream(&hall, index);
    return hall;
}

static void close_hall(struct hall *hall) {
    for (int index = 0; index < STREAMS; index++) forward_stream_free(hall->streams[index]);
    for (int index = 0; index < PEERS; index++) forward_peer_free(hall->peers[index]);
    forward_core_free(hall->core);
}

static void look_at(struct hall *hall, forward_stream *stream, double now) {
    uint16_t due[MAX_MISSING];
    forward_report report;
    forward_stream_again(stream, now, due, MAX_MISSING);
    forward_stream_report(stream, now, 0.1, &report);
    forward_stream_rest(stream);
    forward_drain(hall->core, drained, sizeof drained);
}

static void act_on_slot(struct hall *hall, uint8_t what, uint8_t which, double now) {
    forward_slot *slot = forward_peer_slot(hall->peers[which % PEERS], (which >> 2) % SLOTS);
    forward_stream *stream = hall->streams[which % 7 % STREAMS];
    uint16_t numbers[] = {which, (uint16_t)(65000 + which), (uint16_t)(65001 + which), 0};
    uint32_t at, size;
    double when;
    if (what == 0 && slot->plan.video == !stream->audio) {
        /* Pictures in up to three layers, in whatever order. */
        forward_change change = {slot, {stream, hall->streams[(which + 1) % 7 % STREAMS], hall->streams[(which + 2) % 7 % STREAMS]},
                                 1, which & 64};
        while (slot->plan.video && change.count < 3 && which & 8 << change.count && !change.streams[change.count]->audio)
            change.count++;
        forward_slots_switch(hall->core, &change, 1, now);
    }
    if (what == 1) {
        forward_slot *other = forward_peer_slot(hall->peers[which % PEERS], SLOTS - 1);
        forward_change changes[] = {{slot, {NULL}, 0, 0}, {other, {hall->streams[STREAMS - 1]}, 1, which & 64}};
        forward_slots_switch(hall->core, changes, which & 32 ? 2 : 1, now);
    }
    if (what == 2) forward_slot_resend(slot, numbers, 4, now);
    if (what == 3 && slot->plan.video) forward_slot_pad(slot, which * 3, now);
    if (what == 4) forward_slot_release(slot, stream, now);
    if (what == 5) forward_slot_clock(slot, &at, &when);
    if (what == 5) forward_peer_pace(hall->peers[which % PEERS], (which & 7) * 3000.0, now);
    if (what == 6) forward_line_take(hall->peers[which % PEERS], which, &when, &size);
    if (what == 7) look_at(hall, stream, now);
    if (what == 3 && !slot->plan.video) forward_slot_repeat(slot, which);
}

static void renew(struct hall *hall, uint8_t which, double now) {
    int index = which % STREAMS;
    forward_peer_unbind(hall->peers[index % 2], 10 + (uint32_t)index);
    for (int peer = 0; peer < PEERS && which & 64; peer++)
        for (int slot = 0; slot < SLOTS; slot++)
            forward_slot_release(forward_peer_slot(hall->peers[peer], slot), hall->streams[index], now);
    forward_stream_free(hall->streams[index]);
    open_stream(hall, index);
    forward_peer_bind_resends(hall->peers[which % 2], 90, 1, which % RTX_LAYERS);
}

/* One script: [kind][argument][length, 2 bytes][packet] and so on. */
static void play(const uint8_t *data, size_t size) {
    struct hall hall = open_hall();
    double now = 100;
    while (size >= 4) {
        uint8_t kind = data[0], which = data[1];
        size_t length = get16(data + 2) % (MAX_DATAGRAM + 40);
        data += 4;
        size -= 4;
        now += (double)(kind >> 4) / 50;
        if ((kind & 15) < 8) {
            if (length > size) length = size;
            /* On the heap and no longer than it is: reading past its end is seen. */
            uint8_t *packet = malloc(length ? length : 1);
            memcpy(packet, data, length);
            forward_peer_receive(hall.peers[which % 2], packet, length, now);
            free(packet);
            data += length;
            size -= length;
        } else if ((kind & 15) == 15) renew(&hall, which, now);
        else act_on_slot(&hall, which & 7, (uint8_t)(which >> 3 | kind << 5), now);
    }
    forward_drain(hall.core, drained, sizeof drained);
    close_hall(&hall);
}

#ifdef FUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    play(data, size);
    return 0;
}
#else

/* Puts a dependency descriptor behind what is in the extension; returns its bytes, a multiple of 4. */
static size_t put_dependency(uint8_t *extension) {
    size_t words = 1 + number(10), size = words * 4, before = (size_t)get16(extension + 2);
    uint8_t *at = extension + 4 + before * 4;
    memset(at, 0x55, size);
    if (get16(extension) == 0xBEDE) at[0] = (uint8_t)(13 << 4 | (size < 17 ? size - 2 : number(16)));
    else {
        at[0] = 13;
        at[1] = (uint8_t)(size - 2);
    }
    put16(extension + 2, (uint16_t)(before + words));
    return size;
}

static size_t make_packet(uint8_t *out) {
    int stream = (int)number(STREAMS), audio = stream < 2;
    size_t at = 12, payload = audio ? number(120) : number(1300);
    out[0] = 0x80;
    int redundant = audio && number(3) == 0;
    out[1] = (uint8_t)((redundant ? 63 : !audio && !number(12) ? 97 : type_of(stream)) | number(2) << 7);
    put16(out + 2, (uint16_t)(65400 + number(400)));
    put32(out + 4, number(1u << 31));
    put32(out + 8, out[1] == 97 ? 90 : 10 + (uint32_t)stream);
    if (number(3)) {
        static const uint8_t extension[] = {0xBE, 0xDE, 0, 2, 0x10, '1', 0x40, 0x99, 0x20, 'q', 0, 0};
        memcpy(out + at, extension, sizeof extension);
        if (!number(4)) put16(out + at, 0x1000);
        at += sizeof extension;
        if (codec_of(stream) == AV1) at += put_dependency(out + 12);
        out[0] |= 0x10;
    }
    for (size_t index = 0; index < payload; index++) out[at + index] = (uint8_t)number(256);
    if (redundant && payload > 60) {
        for (int copy = (int)number(3); copy >= 0; copy--, at += 4, payload -= 4) {
            put32(out + at, (uint32_t)(0x80 | 111) << 24 | 960u * (uint32_t)(copy + 1) << 10 | number(20));
            out[at + 4] = 111;
        }
    } else if (payload > 8 && number(4)) {
        out[at] = 0x90;
        out[at + 1] = 0xC0;
        out[at + 2] = (uint8_t)(0x80 | number(128));
        out[at + 5] = (uint8_t)(number(2));
    }
    if (payload > 8 && out[1] % 128 == 98) out[at] = (uint8_t)(0x88 | (number(2) << 5) | (number(4) ? 0 : number(256)));
    if (payload > 8 && out[1] % 128 == 45) out[at] = (uint8_t)(0x10 | number(2) << 3 | (number(6) ? 0 : 0x80));
    if (payload > 8 && out[1] % 128 == 102) {
        static const uint8_t kinds[] = {0x78, 0x7c, 0x67, 0x41};
        out[at] = kinds[number(4)];
        out[at + 2] %= 9;
    }
    at += payload;
    for (uint32_t hits = number(8) ? 0 : 1 + number(6); hits; hits--) out[number((uint32_t)at)] = (uint8_t)number(256);
    return number(20) ? at : number((uint32_t)at + 1);
}

static long wish(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void play_made_up(void) {
    static uint8_t script[96 * (MAX_DATAGRAM + 4)];
    long rounds = wish("NGHISU_FUZZ_ROUNDS", ROUNDS);
    state += (uint64_t)wish("NGHISU_FUZZ_SEED", 0);
    for (long round = 0; round < rounds; round++) {
        size_t at = 0;
        for (uint32_t steps = 8 + number(80); steps; steps--) {
            int packet = number(3) != 0;
            size_t length = packet ? make_packet(script + at + 4) : 0;
            script[at] = (uint8_t)(packet ? number(2) << 4 : (8 + number(8)) | number(16) << 4);
            script[at + 1] = (uint8_t)number(256);
            put16(script + at + 2, (uint16_t)length);
            at += 4 + length;
        }
        play(script, at);
    }
}

static void play_file(const char *path) {
    static uint8_t script[1 << 20];
    FILE *file = fopen(path, "rb");
    if (!file) exit(2);
    size_t size = fread(script, 1, sizeof script, file);
    fclose(file);
    play(script, size);
}

static int udp(struct sockaddr_in *address) {
    socklen_t length = sizeof *address;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)address, sizeof *address) < 0) exit(3);
    getsockname(fd, (struct sockaddr *)address, &length);
    return fd;
}

/* Frames of four packets and single ones through the thread, while control switches slots beside it. */
static void serve_socket(void) {
    struct sockaddr_in here, there;
    int ours = udp(&here), theirs = udp(&there), counts[4] = {0}, got = 0;
    uint8_t packet[MAX_DATAGRAM];
    struct hall hall = open_hall();
    const uint8_t *host = (const uint8_t *)&there.sin_addr;
    for (int index = 0; index < 2; index++) forward_peer_attach(hall.peers[index], &counts[index], &counts[2 + index]);
    forward_peer_route(hall.peers[0], AF_INET, host, ntohs(there.sin_port));
    forward_peer_aim(hall.peers[1], AF_INET, host, ntohs(there.sin_port), 0);
    if (forward_start(hall.core, ours, -1, 100, fake_protect, fake_unprotect)) exit(4);
    for (int round = 0; round < 400; round++) {
        for (int slot = 0; slot < SLOTS; slot++)
            forward_slots_switch(hall.core, &(forward_change){forward_peer_slot(hall.peers[1], slot),
                                 {hall.streams[slot < 2 ? 0 : 2]}, 1, round % 50 == 0}, 1, round);
        for (int index = 0; index < 4; index++) {
            size_t length = make_packet(packet) + 16;
            packet[1] = (packet[1] & 0x7F) == 111 ? 111 : PICTURE_TYPES[0];
            if (index) packet[0] = 0x80;
            put32(packet + 8, packet[1] == 111 ? 10 : 12);
            if (sendto(theirs, packet, length, 0, (struct sockaddr *)&here, sizeof here) < 0) continue;
        }
        if (round % 8 == 0) forward_drain(hall.core, drained, sizeof drained);
        if (round == 300) forward_set_gso(hall.core, 0);
        struct pollfd wait = {theirs, POLLIN, 0};
        poll(&wait, 1, 1);
        while (recv(theirs, packet, sizeof packet, 0) > 0) got++;
    }
    forward_peer_detach(hall.peers[0]);
    forward_stop(hall.core);
    for (int index = 0; index < 2; index++) forward_peer_detach(hall.peers[index]);
    printf("%d packets came through the thread, %llu sent\n", got,
           (unsigned long long)forward_count(hall.core, FORWARD_SENT));
    int passed = got > 50;
    close_hall(&hall);
    close(ours);
    close(theirs);
    if (!passed) exit(5);
}

int main(int count, char **paths) {
    for (int index = 1; index < count; index++) play_file(paths[index]);
    uint64_t same = state;
    play_made_up();
    state = same;
    serve_socket();
    return 0;
}
#endif
